import { Button, Modal } from "@mantine/core";
import { type FormEvent, useState } from "react";
import type { Command } from "../../keys/commands";
import { useCommands } from "../../keys/useCommands";
import { useRemembered } from "../../state/remembered";
import type { Reason } from "./submission";

const REASONS: readonly Reason[] = [
  { kind: "abstain", text: "I cannot tell" },
  { kind: "skip", text: "the item is broken or bad data" },
  { kind: "skip", text: "the guideline does not say" },
];
const OWN = REASONS.length;

/** Asks why. The last reason stands ready, so that Enter is enough the next time. */
export function SkipDialog(props: {
  opened: boolean;
  onClose: () => void;
  onSkip: (reason: Reason) => void;
}) {
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title="Why skip this item?"
      size={440}
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ "aria-label": "Do not skip" }}
    >
      {props.opened && <Choose onSkip={props.onSkip} />}
    </Modal>
  );
}

function Choose({ onSkip }: { onSkip: (reason: Reason) => void }) {
  const [last, setLast] = useRemembered("label-skip-reason", "");
  const known = REASONS.findIndex((reason) => reason.text === last);
  const [chosen, setChosen] = useState(known >= 0 ? known : last === "" ? 0 : OWN);
  const [text, setText] = useState(known >= 0 ? "" : last);
  const skip = (at: number) => {
    const reason = REASONS[at] ?? { kind: "skip" as const, text: text.trim() };
    if (reason.text === "") return;
    setLast(reason.text);
    onSkip(reason);
  };
  useCommands("skip", commandsFor(skip, chosen), { modal: true });
  const submitted = (event: FormEvent) => {
    event.preventDefault();
    skip(chosen);
  };
  return (
    <form onSubmit={submitted}>
      <fieldset className="reasons">
        <legend className="visually-hidden">Reason</legend>
        {REASONS.map((reason, at) => (
          <label key={reason.text} className="reason">
            <kbd aria-hidden>{at + 1}</kbd>
            <input
              data-autofocus={chosen === at || undefined}
              type="radio"
              name="reason"
              checked={chosen === at}
              onChange={() => setChosen(at)}
            />
            <span>{capital(reason.text)}</span>
          </label>
        ))}
        <label className="reason">
          <kbd aria-hidden>{OWN + 1}</kbd>
          <input type="radio" name="reason" checked={chosen === OWN} onChange={() => setChosen(OWN)} />
          <input
            id="skip-own"
            data-autofocus={chosen === OWN || undefined}
            className="reason-text"
            value={text}
            maxLength={1900}
            placeholder="Another reason"
            aria-label="Another reason"
            onFocus={() => setChosen(OWN)}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </label>
      </fieldset>
      <div className="dialog-foot">
        <Button type="submit" disabled={chosen === OWN && text.trim() === ""}>
          Skip the item
        </Button>
      </div>
    </form>
  );
}

/** A digit skips at once, but for the last, which asks for words. */
function commandsFor(skip: (at: number) => void, chosen: number): Command[] {
  const reasons = REASONS.map((reason, at) => ({
    id: `skip.${at + 1}`,
    title: capital(reason.text),
    keys: [`${at + 1}`],
    run: () => skip(at),
  }));
  const own: Command = {
    id: "skip.own",
    title: "Another reason",
    keys: [`${OWN + 1}`],
    run: () => document.getElementById("skip-own")?.focus(),
  };
  const confirm: Command = {
    id: "skip.confirm",
    title: "Skip the item",
    keys: ["Enter"],
    run: () => skip(chosen),
  };
  return [...reasons, own, confirm];
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
