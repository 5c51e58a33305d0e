import { Tooltip } from "@mantine/core";
import { memo } from "react";
import type { OutboxState } from "../../api/outbox";
import type { Command } from "../../keys/commands";
import { KeyOf } from "../../keys/KeyOf";
import { ariaKeys } from "../../keys/keymap";
import { kindOf } from "../../kinds/registry";
import type { Json } from "../../kinds/types";
import type { GuidelineOut, MineRow } from "../../model/api.gen";
import { slotOf } from "../../model/slots";
import { firstLabel } from "../../state/labels";
import { counted } from "../../ui/num";
import { labelColour } from "../../ui/theme";
import type { LabelCommands } from "./commands";
import { aboutItem } from "./submission";
import type { BenchState, Workbench } from "./workbench";

const SHOWN = 10;

/** The last ten answers, what can be done, and whether all is saved. */
export function Footer(props: {
  bench: Workbench;
  state: BenchState;
  sent: OutboxState;
  commands: LabelCommands;
  isGuidelineShown: boolean;
}) {
  const { bench, state, sent, commands, isGuidelineShown } = props;
  const { open, history } = state;
  const { doubted } = bench;
  const isUnsure = open !== undefined && doubted !== undefined && open.editor.draft(doubted.key).unsure;
  if (!open && history.length === 0 && sent.waiting.length === 0) return null;
  return (
    <footer className="bench-foot">
      <LastTen bench={bench} history={history} guideline={state.guideline} reopened={open?.past?.item.id} />
      <Action command={commands.back} text="last ten" isQuiet />
      {open && (
        <>
          {!isGuidelineShown && <Action command={commands.guideline} text="Guideline" />}
          <Action command={commands.skip} text="Skip" />
          <Action command={commands.unsure} text="Unsure" isPressed={isUnsure} />
          <Action command={commands.comment} text="Comment" />
        </>
      )}
      <Action command={commands.undo} text="Undo" />
      {open?.past && <Action command={commands.takeBack} text="Take back" />}
      <Saved sent={sent} />
    </footer>
  );
}

function Action(props: { command: Command; text: string; isQuiet?: boolean; isPressed?: boolean }) {
  const { command, text, isQuiet = false, isPressed } = props;
  return (
    <button
      type="button"
      className="foot-action"
      data-quiet={isQuiet || undefined}
      title={command.title}
      aria-pressed={isPressed}
      aria-keyshortcuts={ariaKeys(command.keys)}
      disabled={command.enabled?.() === false}
      onMouseDown={(event) => event.preventDefault()}
      onClick={command.run}
    >
      {text} <KeyOf command={command} />
    </button>
  );
}

interface LastTenProps {
  bench: Workbench;
  history: readonly MineRow[];
  guideline: GuidelineOut | undefined;
  /** The item of which an answer is open again. */
  reopened: string | undefined;
}

const LastTen = memo(function LastTen({ bench, history, guideline, reopened }: LastTenProps) {
  const rows = history.slice(-SHOWN);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div className="last-ten" role="group" aria-label="Your last answers">
      {rows.map((row) => {
        const { text, colour } = signOf(row, guideline, bench.seedOf(row.item.id));
        const isOpen = reopened === row.item.id;
        return (
          <Tooltip
            key={row.item.id}
            label={`${text} · ${aboutItem(row.item)}`}
            openDelay={150}
            transitionProps={{ duration: 0 }}
          >
            <button
              type="button"
              aria-label={`Reopen: ${text}, ${aboutItem(row.item)}`}
              aria-current={isOpen || undefined}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => bench.reopen(row.item.id)}
            >
              <i style={colour === undefined ? undefined : { background: colour, borderColor: colour }} />
            </button>
          </Tooltip>
        );
      })}
      {Array.from({ length: SHOWN - rows.length }, (_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: places not taken yet are all alike
        <span key={place} className="last-ten-free" aria-hidden />
      ))}
    </div>
  );
});

/** A submission in a word and a colour; no colour for a skip or for nothing found. */
function signOf(
  row: MineRow,
  guideline: GuidelineOut | undefined,
  seed: string,
): { text: string; colour?: string } {
  const texts: string[] = [];
  let colour: string | undefined;
  for (const [key, answer] of Object.entries(row.own)) {
    const question = guideline?.questions.find((each) => each.key === key);
    if (answer.reason) {
      texts.push(answer.reason.replace(/^(skip|abstain): /, "skipped, "));
    } else if (question && answer.value !== null && answer.value !== undefined) {
      const value = answer.value as Json;
      const kind = kindOf(question.kind);
      texts.push(kind.summary(value, question, seed) + (answer.unsure ? ", unsure" : ""));
      // Of two that are compared, a colour would tell which is which.
      const label = kind.beside ? undefined : firstLabel(question, value);
      const slot = label === undefined ? undefined : slotOf(question, label);
      if (slot !== undefined) colour ??= labelColour(slot);
    }
  }
  const text = texts.join("; ") || "answered";
  return colour === undefined ? { text } : { text, colour };
}

function Saved({ sent }: { sent: OutboxState }) {
  const n = sent.waiting.length;
  const isStuck = sent.trouble !== undefined || sent.isOffline;
  let text = "saved ✓";
  if (n > 0) text = isStuck ? `${counted(n, "answer")} waiting to be sent` : "saving …";
  if (sent.isOffline && n > 0) text = `offline · ${n} waiting to be sent`;
  return (
    <span className="saved" role="status" data-stuck={(n > 0 && isStuck) || undefined}>
      {text}
    </span>
  );
}
