import { Radio } from "@mantine/core";
import { type FocusEvent, useEffect, useRef } from "react";
import { KeyOf } from "../../keys/KeyOf";
import { useCommands } from "../../keys/useCommands";
import { keyed, reasonCommands, reasonKey } from "./commands";
import type { Reason } from "./ruling";

/** Why the answers differed. While the reasons have the keys, each shows its digit, and digits adopt nothing. */
export function Reasons(props: {
  reasons: readonly { code: Reason; title: string }[];
  value: Reason | null;
  isChoosing: boolean;
  /** It was tried to rule, and the reason alone is missing. */
  isAsked: boolean;
  onChoosing(isChoosing: boolean): void;
  onChoose(code: Reason): void;
  /** Give up choosing: the reason is what it was before. */
  onTakeBack(): void;
  onSubmit(): void;
}) {
  const { reasons, value, isChoosing, onChoosing } = props;
  const group = useRef<HTMLDivElement>(null);
  const isByKey = useRef(false);
  useEffect(() => {
    const radios = group.current?.querySelectorAll<HTMLInputElement>("input");
    const here = [...(radios ?? [])].find((each) => each.checked) ?? radios?.[0];
    if (isChoosing) here?.focus();
    else if (isWithin(group.current, document.activeElement)) (document.activeElement as HTMLElement).blur();
  }, [isChoosing]);
  useShown(group, value ?? (props.isAsked ? "asked" : null));
  const choose = (code: Reason) => {
    props.onChoose(code);
    onChoosing(false);
  };
  useCommands(
    "adjudicate.reason",
    reasonCommands(
      reasons.map((each) => each.title),
      {
        choose: (place) => {
          const reason = reasons[place];
          if (reason) choose(reason.code);
        },
        takeBack: props.onTakeBack,
      },
    ),
    { enabled: isChoosing },
  );
  return (
    <Radio.Group
      ref={group}
      className="ruling-why"
      label={
        <>
          Why did they differ? <KeyOf command={keyed("reason")} />
          {value === null && <span className="ruling-needed">required</span>}
        </>
      }
      value={value ?? ""}
      onChange={(code) => (isByKey.current ? props.onChoose : choose)(code as Reason)}
      onPointerDown={() => {
        isByKey.current = false;
      }}
      onKeyDown={(event) => {
        isByKey.current = true; // arrows walk on through the reasons
        if (event.key === "Enter") props.onSubmit();
      }}
      onFocus={(event) => {
        if (event.target.matches(":focus-visible")) onChoosing(true);
      }}
      onBlur={(event: FocusEvent<HTMLDivElement>) => {
        if (!isWithin(event.currentTarget, event.relatedTarget)) onChoosing(false);
      }}
    >
      {reasons.map((each, place) => (
        <Radio
          key={each.code}
          value={each.code}
          size="sm"
          label={
            <>
              {each.title} {isChoosing && <KeyOf command={reasonKey(place)} />}
            </>
          }
        />
      ))}
    </Radio.Group>
  );
}

const isWithin = (group: HTMLElement | null, target: EventTarget | null): boolean =>
  group !== null && target instanceof Node && group.contains(target);

/** A reason chosen by its key, or asked for, is not chosen blindly: the reasons come into view. */
function useShown(group: { current: HTMLElement | null }, value: Reason | "asked" | null): void {
  const seen = useRef(value);
  useEffect(() => {
    if (seen.current !== value) group.current?.scrollIntoView({ block: "nearest" });
    seen.current = value;
  }, [group, value]);
}
