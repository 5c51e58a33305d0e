import { Offsets } from "../../model/offsets";
import { relationLabels } from "../../state/labels";
import { saidApart } from "../parts/attributes";
import { summaryOf } from "../parts/objectLists";
import { joined } from "../parts/told";
import type { CaseUnit, ItemOut, Json, Kind, QuestionOut } from "../types";
import { textField } from "./field";
import { compose, readStored, type Span } from "./kernel";
import { Panel } from "./Panel";
import { Stage } from "./Stage";
import { excerpt } from "./said";
import { SpanSession } from "./session";
import { View } from "./View";

/** Pieces of a text, each with a label, and relations between them. */
export default {
  name: "span",
  draws: "text",
  empty: () => [],
  open: (handle) => new SpanSession(handle),
  Panel: Panel as Kind["Panel"],
  Stage: Stage as NonNullable<Kind["Stage"]>,
  compose,
  unitText,
  View,
  about: ({ options }) =>
    joined(
      "pieces of the text",
      options.overlap === "none" && "which share no letters",
      options.overlap === "nested" && "one may lie within another",
      options.unit === "token" && "in whole tokens",
    ),
  summary: (value, question) => {
    const { spans, relations } = readStored(value);
    return summaryOf([...spans, ...relations], {
      labels: [...question.labels, ...relationLabels(question)],
    });
  },
} satisfies Kind;

/** The longest piece that anybody marked there, and what is said of it in different ways; of a relation, its ends. */
function unitText(unit: CaseUnit, answers: readonly Json[], item: ItemOut, question: QuestionOut): string {
  const text = textField(item, question)?.text ?? "";
  const offsets = new Offsets(text);
  const found = unit.members.flatMap((place, number) => {
    const { spans, relations } = readStored(answers[number]);
    const object = place === null ? undefined : [...spans, ...relations][place];
    if (!object) return [];
    const ends = "from" in object ? [object.from, object.to] : [object.id];
    const pieces = ends.flatMap((id) => spans.filter((span) => span.id === id));
    const words = pieces.map(({ start, end }) =>
      excerpt(text, { start: offsets.toUnits(start), end: offsets.toUnits(end) }),
    );
    return [words.join(" → ")];
  });
  const longest = found.reduce((one, each) => (each.length > one.length ? each : one), "");
  const said = unit.members.map((place, number): Span | undefined =>
    place === null ? undefined : readStored(answers[number]).spans[place],
  );
  return [longest, saidApart(question, said)].filter(Boolean).join(" · ");
}
