/** Spans as they are drawn: of one answer while it is being given, or of several side by side. */
import { labelDash, layerDash } from "../../canvas/palette";
import { Offsets } from "../../model/offsets";
import { slotOf } from "../../model/slots";
import { attributesOf, wordsOf } from "../parts/attributes";
import type { CaseUnit, Layer, QuestionOut } from "../types";
import { readStored } from "./kernel";
import type { Mark } from "./layout";
import type { SpanSession } from "./session";

/** The marks of the answer that is being given. */
export function marksOf(session: SpanSession): readonly Mark[] {
  const { selection, relating, selectedRelation, faults } = session;
  const lifted = new Set([
    selection,
    relating?.from,
    relating?.to,
    selectedRelation?.from,
    selectedRelation?.to,
  ]);
  return session.shownSpans.map((span): Mark => {
    const slot = session.handle.slot(span.label);
    const said = wordsOf(session.attributes, span.attributes);
    return {
      key: span.id,
      start: span.start,
      end: span.end,
      slot,
      dash: labelDash(slot),
      who: "",
      tag: `${faults?.ids.has(span.id) ? "⚠ " : ""}${session.titleOf(span.label)}${said ? ` · ${said}` : ""}`,
      look: lifted.has(span.id) ? "selected" : "",
      grip: span.id === selection && !relating ? session.edge : undefined,
    };
  });
}

/** The marks of several answers over one text: a colour for each label, a line and a letter for each annotator. */
export function marksOfLayers(
  text: string,
  question: QuestionOut,
  layers: readonly Layer[],
  focusUnit: CaseUnit | undefined,
): readonly Mark[] {
  const offsets = new Offsets(text);
  const hasFocus = focusUnit !== undefined;
  const titles = new Map(question.labels.map(({ key, title }) => [key, title]));
  const asked = attributesOf(question);
  return layers.flatMap((layer, number) => {
    const { spans, relations } = readStored(layer.value);
    const member = focusUnit?.members[number];
    const focused = typeof member === "number" ? [...spans, ...relations][member] : undefined;
    const ids = !focused ? [] : "from" in focused ? [focused.from, focused.to] : [focused.id];
    return spans.map((span): Mark => {
      const slot = slotOf(question, span.label) ?? 0;
      const isAside = hasFocus && !ids.includes(span.id);
      const title = titles.get(span.label) ?? span.label;
      return {
        key: `${number} ${span.id}`,
        start: offsets.toUnits(span.start),
        end: offsets.toUnits(span.end),
        slot,
        dash: layers.length > 1 ? layerDash(number) : labelDash(slot),
        who: layers.length > 1 ? (layer.who.split(" ")[0] ?? "") : "",
        tag: [title, wordsOf(asked, span.attributes)].filter(Boolean).join(" · "),
        look: layer.dimmed ? "dimmed" : isAside ? "aside" : hasFocus ? "selected" : "",
      };
    });
  });
}
