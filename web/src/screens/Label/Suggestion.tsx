import "./Suggestion.css";
import { IconBulb } from "@tabler/icons-react";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { kindOf } from "../../kinds/registry";
import type { Json } from "../../kinds/types";
import type { Suggestion as Given } from "../../model/api.gen";
import { isSame } from "../../state/json";
import type { LabelCommands } from "./commands";
import type { Slot, Workbench } from "./workbench";

/**
 * Whose answer the question began with, and what became of it.
 *
 * Where the guideline allows suggestions its place is always taken, so that nothing moves between items with and
 * without one.
 */
export function Suggestion(props: {
  bench: Workbench;
  slot: Slot;
  /** Whether the keys are this question's just now. */
  isActive: boolean;
  commands: LabelCommands;
}) {
  const { bench, slot, isActive, commands } = props;
  const { open } = bench.state;
  const { question } = slot;
  if (!open || open.past || slot.part !== "value" || !question.suggest) return null;
  const given = bench.suggestionFor(question);
  if (!given) return <p className="suggestion quiet">No suggestion here: say what you see.</p>;
  const isDirect = bench.sessionOf(slot).isDirect === true;
  const value = open.editor.draft(question.key).value;
  const act = (command: Command) => {
    bench.select(slot);
    command.run();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="suggestion is-given" role="group" aria-label={`Suggestion of ${given.by}`}>
      <IconBulb size={16} aria-hidden />
      <p role="status">
        <span title={given.by}>Suggested by {given.by}</span>{" "}
        <b>{isDirect ? named(bench, slot, given) : said(given, value)}</b>
      </p>
      <div className="suggestion-acts">
        <Act command={commands.takeSuggestion} text="Take it" isActive={isActive} onAct={act} />
        {!isDirect && (
          <Act
            command={commands.clearSuggestion}
            text="Clear"
            isActive={isActive}
            isOff={value === undefined}
            onAct={act}
          />
        )}
      </div>
    </div>
  );
}

/** What one key decides is not chosen beforehand: the suggestion is only named. */
function named(bench: Workbench, { question }: Slot, given: Given): string {
  return kindOf(question.kind).summary(given.value as Json, question, bench.state.open?.editor.seed);
}

/** What has become of a suggestion that the answer began with. */
export function said(given: Given, value: Json | undefined): string {
  if (value === undefined) return "You cleared it.";
  return isSame(value, given.value as Json) ? "Check it." : "You changed it.";
}

function Act(props: {
  command: Command;
  text: string;
  isActive: boolean;
  isOff?: boolean;
  onAct: (command: Command) => void;
}) {
  const { command, text, isActive, isOff = false, onAct } = props;
  return (
    <button
      type="button"
      className="foot-action"
      title={command.title}
      aria-keyshortcuts={isActive ? ariaKeys(command.keys) : undefined}
      disabled={isOff}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onAct(command)}
    >
      {text} {isActive && <KeyOf command={command} />}
    </button>
  );
}
