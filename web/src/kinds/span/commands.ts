/** Every action on spans with its keys: one list for the keyboard, the buttons and the help sheet.
 *
 * Keys that mean something else outside (Enter, Escape, Alt and arrows) are taken only while they have something to
 * do here. While a relation is made or selected, the digits are its labels.
 */
import type { Command } from "../../keys/commands";
import { keyAt } from "../parts/LabelSession";
import type { SpanSession } from "./session";

type Make = (
  id: string,
  title: string,
  keys: readonly string[],
  run: () => void,
  enabled?: () => boolean,
) => Command;

const grouped =
  (group: string): Make =>
  (id, title, keys, run, enabled = () => true) => ({
    id: `span.${id}`,
    title,
    keys,
    run,
    enabled,
    group,
  });

export function spanCommands(session: SpanSession): Command[] {
  const hasObjects = () => session.answer.spans.length > 0;
  const hasSpan = () => session.selected !== undefined;
  const make = grouped("Spans");
  return [
    make("previous", "Previous span or relation", [","], () => session.walk(-1), hasObjects),
    make("next", "Next span or relation", ["."], () => session.walk(1), hasObjects),
    make(
      "delete",
      "Delete it",
      ["Delete", "Backspace"],
      () => session.remove(session.selection),
      () => session.selection !== undefined,
    ),
    make("edge", "Other boundary: Shift and arrows move it", ["E"], () => session.turn(), hasSpan),
    make("hide", "Hide or show spans", ["H"], () => session.toggleHidden(), hasObjects),
    make(
      "escape",
      "One step back",
      ["Escape"],
      () => session.escape(),
      () => session.canEscape(),
    ),
    ...(session.relationLabels.length ? relationCommands(session) : []),
    ...caretCommands(session),
  ];
}

function relationCommands(session: SpanSession): Command[] {
  const make = grouped("Relations");
  const beyond = session.relationLabels.slice(session.handle.question.labels.length);
  return [
    make(
      "relate",
      "Relate the span to another",
      ["R"],
      () => session.startRelation(),
      () => session.selected !== undefined && session.answer.spans.length > 1,
    ),
    make(
      "join",
      "Make the relation",
      ["Enter"],
      () => session.joinTarget(),
      () => session.relating?.to !== undefined,
    ),
    ...beyond.flatMap((label, at) => {
      const place = session.handle.question.labels.length + at;
      const keys = keyAt(place);
      const run = () => session.takeRelationLabel(place);
      return keys ? [make(`relation_${place + 1}`, label.title, [keys], run, () => session.isRelating)] : [];
    }),
  ];
}

const WAYS = [
  ["left", "ArrowLeft"],
  ["right", "ArrowRight"],
] as const;

const LINES = [
  ["up", "ArrowUp", "a line up"],
  ["down", "ArrowDown", "a line down"],
  ["home", "Home", "to the beginning of the line"],
  ["end", "End", "to the end of the line"],
] as const;

function caretCommands(session: SpanSession): Command[] {
  const make = grouped("Pick text with the keys");
  const isReady = () => session.field !== undefined && !session.isRelating;
  // Outside, Alt and arrows walk the history: here only once the keys are in the text.
  const isIn = () => isReady() && session.isInText;
  return [
    ...WAYS.flatMap(([way, key]) => [
      make(`${way}`, `A word ${way}`, [key], () => session.arrow(way, {}), isReady),
      make(
        `${way}_extend`,
        `Pick a word ${way}; with a span, move its boundary`,
        [`Shift+${key}`],
        () => session.arrow(way, { isExtending: true }),
        isReady,
      ),
      make(
        `${way}_exact`,
        `A character ${way}`,
        [`Alt+${key}`],
        () => session.arrow(way, { isExact: true }),
        isIn,
      ),
      make(
        `${way}_extend_exact`,
        `The same by a character`,
        [`Alt+Shift+${key}`],
        () => session.arrow(way, { isExtending: true, isExact: true }),
        isIn,
      ),
    ]),
    ...LINES.flatMap(([way, key, title]) => [
      make(way, `Go ${title}`, [key], () => session.line(way, false), isIn),
      make(`${way}_extend`, `Pick ${title}`, [`Shift+${key}`], () => session.line(way, true), isIn),
    ]),
  ];
}
