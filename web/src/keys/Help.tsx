import "./Help.css";
import { Button, Modal } from "@mantine/core";
import { useEffect, useMemo, useState, useSyncExternalStore } from "react";
import { Kbd } from "../ui/Kbd";
import { rebind, resetBindings } from "./bindings";
import type { Command } from "./commands";
import { engineVersion, onScopes, stack } from "./engine";
import { type Bindings, canonical, clashes, keysOf, namesOf, printed } from "./keymap";
import { grouped, whyOff } from "./sheet";
import { useBindings } from "./useCommands";

/** The sheet of keys: what can be done on this page, by which key; each can be given another. */
export function Help({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const version = useSyncExternalStore(onScopes, engineVersion);
  const own = useBindings();
  const [listening, setListening] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that the scopes changed
  const groups = useMemo(() => grouped(stack().map((scope) => scope.commands)), [version, opened]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version says that the scopes changed
  const titles = useMemo(() => clashingTitles(own), [version, own]);
  useListening(listening, setListening);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys on this page"
      size={760}
      closeOnEscape={listening === null}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Close the sheet" }}
    >
      {titles.map((text) => (
        <p className="keys-clash" key={text} role="status">
          {text}
        </p>
      ))}
      <div className="keys-groups">
        {groups.map(([title, commands]) => (
          <section key={title} aria-label={title}>
            <h3>{title}</h3>
            {commands.map((command) => (
              <Row
                key={command.id}
                command={command}
                own={own}
                isListening={listening === command.id}
                onChange={() => setListening(listening === command.id ? null : command.id)}
              />
            ))}
          </section>
        ))}
      </div>
      <div className="keys-foot">
        <span>Click a key, then press the one you want. Yours are kept in this browser.</span>
        {Object.keys(own).length > 0 && (
          <Button variant="default" size="xs" onClick={resetBindings}>
            Reset all keys
          </Button>
        )}
      </div>
    </Modal>
  );
}

function Row(props: { command: Command; own: Bindings; isListening: boolean; onChange: () => void }) {
  const { command, own, isListening, onChange } = props;
  const keys = keysOf(command, own);
  const off = whyOff(command);
  const spoken = keys.map((each) => printed(each)).join(" or ");
  return (
    <div className="keys-row">
      <span>
        {command.title}
        {off !== undefined && <small className="keys-off"> · {off}</small>}
      </span>
      <button
        type="button"
        className="keys-change"
        data-listening={isListening || undefined}
        aria-label={`${command.title}: ${spoken}. Change the key`}
        onClick={onChange}
      >
        {isListening ? "Press a key …" : keys.map((each) => <Kbd key={each} keys={each} />)}
      </button>
      {own[command.id] !== undefined && (
        <button
          type="button"
          className="keys-change"
          aria-label={`Give “${command.title}” its own key back`}
          onClick={() => rebind(command.id, undefined)}
        >
          reset
        </button>
      )}
    </div>
  );
}

/** While a row listens, the next key press becomes its key; Escape leaves it as it was. */
function useListening(command: string | null, done: (next: null) => void): void {
  useEffect(() => {
    if (command === null) return;
    const heard = (event: KeyboardEvent) => {
      const name = namesOf(event)[0];
      if (name === undefined) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (name !== "Escape") rebind(command, [canonical(name)]);
      done(null);
    };
    window.addEventListener("keydown", heard, { capture: true });
    return () => window.removeEventListener("keydown", heard, { capture: true });
  }, [command, done]);
}

function clashingTitles(own: Bindings): string[] {
  return stack().flatMap((scope) =>
    clashes(scope.commands, own).map(({ keys, commands }) => {
      const titles = commands.map((id) => scope.commands.find((each) => each.id === id)?.title ?? id);
      return `${printed(keys)} stands for ${titles.join(" and ")}. Only the first is heard; change one.`;
    }),
  );
}
