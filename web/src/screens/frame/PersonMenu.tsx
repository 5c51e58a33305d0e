import { Menu, useMantineColorScheme } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconKey, IconLogout, IconSearch, IconSettings, IconUsers } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import type { ProjectHome } from "../../model/api.gen";
import { signOut, useMe } from "../../state/session";
import { Kbd } from "../../ui/Kbd";
import { problemFrom } from "../../ui/ProblemNotice";
import { openPalette } from "./everywhere";
import { leaveSentence } from "./leaving";

const SCHEMES = [
  ["auto", "As the system"],
  ["light", "Light"],
  ["dark", "Dark"],
] as const;

/** The person's menu: places, colours, and the way out. */
export function PersonMenu(props: {
  slug: string | undefined;
  role: ProjectHome["role"] | undefined;
  opened: boolean;
  onChange: (opened: boolean) => void;
}) {
  const me = useMe();
  const [, navigate] = useLocation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const leave = useLeave();
  const name = me.data?.person.name ?? "";
  const project = props.slug === undefined ? "" : `/p/${encodeURIComponent(props.slug)}`;
  return (
    <Menu
      withInitialFocusPlaceholder={false}
      opened={props.opened}
      onChange={props.onChange}
      position="bottom-end"
      width={240}
      shadow="none"
    >
      <Menu.Target>
        <button type="button" className="tool tool-person" aria-label={`Menu of ${name}`} title={name}>
          {initials(name)}
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{props.role === undefined ? name : `${name}, ${props.role} here`}</Menu.Label>
        <Menu.Item
          leftSection={<IconSearch size={16} />}
          rightSection={<Kbd keys="Mod+K" />}
          onClick={openPalette}
        >
          Go to …
        </Menu.Item>
        {props.role === "owner" && project !== "" && (
          <>
            <Menu.Item leftSection={<IconUsers size={16} />} onClick={() => navigate(`${project}/people`)}>
              People
            </Menu.Item>
            <Menu.Item
              leftSection={<IconSettings size={16} />}
              onClick={() => navigate(`${project}/settings`)}
            >
              Project settings
            </Menu.Item>
          </>
        )}
        <Menu.Item leftSection={<IconKey size={16} />} onClick={() => navigate("/account")}>
          Password and tokens
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(scheme) => setColorScheme(schemeOf(scheme))}>
          {SCHEMES.map(([scheme, title]) => (
            <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick={false}>
              {title}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

const schemeOf = (value: string) => SCHEMES.find(([scheme]) => scheme === value)?.[0] ?? "auto";

/** Signs out; answers that wait in this browser are named first. */
function useLeave(): () => Promise<void> {
  const queries = useQueryClient();
  const me = useMe();
  const [, navigate] = useLocation();
  return async () => {
    const sentence = await leaveSentence(me.data?.person.id);
    if (sentence !== undefined && !window.confirm(sentence)) return;
    try {
      await signOut(queries);
      navigate("/enter");
    } catch (error) {
      const { what, mend } = problemFrom(error);
      notifications.show({ title: what, message: mend });
    }
  };
}

function initials(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? "")][0] ?? "")
    .join("")
    .toUpperCase();
}
