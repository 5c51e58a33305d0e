import "./span.css";
import { useEffect, useMemo, useRef } from "react";
import { layerDash } from "../../canvas/palette";
import { Offsets } from "../../model/offsets";
import { slotOf } from "../../model/slots";
import { relationLabels } from "../../state/labels";
import { attributesOf, wordsOf } from "../parts/attributes";
import type { Layer, QuestionOut, ViewProps } from "../types";
import { BarSwatch } from "./BarSwatch";
import { Body } from "./Body";
import { textField } from "./field";
import { readAnswer, readStored } from "./kernel";
import { Layout, lanesOf } from "./layout";
import { marksOfLayers } from "./marks";
import { countOf, excerpt, relationText } from "./said";
import { surfaceOf } from "./surface";

/** Several answers over the text: a colour for each label, a line and a letter for each annotator. Read only. */
export function View({ item, question, layers, focusUnit }: ViewProps) {
  const field = textField(item, question);
  const root = useRef<HTMLElement>(null);
  const text = field?.text ?? "";
  const layout = useMemo(() => new Layout(text), [text]);
  const marks = useMemo(
    () => marksOfLayers(text, question, layers, focusUnit),
    [text, question, layers, focusUnit],
  );
  const lanes = useMemo(() => Math.max(1, ...[...lanesOf(marks).values()].map((lane) => lane + 1)), [marks]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another conflict moves the text
  useEffect(() => {
    const focused = marks.find(({ look }) => look === "selected");
    if (root.current && focused) surfaceOf(root.current).reveal(focused);
  }, [focusUnit?.key]);
  if (!field) return <p className="span-view-none">This item shows no text.</p>;
  const name = item.external_id ?? field.name;
  return (
    <div className="span-view">
      <Legend layers={layers} question={question} />
      <section
        ref={root}
        className="span-text"
        aria-label={`Text ${name} with ${layers.length === 1 ? "one answer" : `${layers.length} answers`}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        style={{ "--lanes": lanes } as React.CSSProperties}
      >
        <Body text={text} rows={layout.rows(marks)} lanes={lanes} />
      </section>
      <Relations layers={layers} question={question} text={text} />
      <ul className="span-unseen" aria-label="Spans in words">
        {layers.map((layer) => (
          <li key={layer.who}>
            {layer.who && `${layer.who}: `}
            {words(layer, question, text)}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Which line is whose, and which colour is which label; with one answer alone the labels have their own lines. */
function Legend({ layers, question }: Pick<ViewProps, "layers" | "question">) {
  const used = new Set(layers.flatMap((layer) => readStored(layer.value).spans.map(({ label }) => label)));
  const isOne = layers.length < 2;
  if (isOne && used.size === 0) return null;
  return (
    <ul className="span-legend" aria-label="Legend">
      {!isOne &&
        layers.map((layer, place) => (
          <li key={`who ${layer.who}`} data-dimmed={layer.dimmed || undefined}>
            <BarSwatch dash={layerDash(place)} />
            <b>{layer.who}</b>
          </li>
        ))}
      {question.labels.map(({ key, title }) =>
        used.has(key) ? (
          <li key={`label ${key}`}>
            <BarSwatch slot={slotOf(question, key)} {...(isOne ? {} : { dash: [] })} />
            {title}
          </li>
        ) : null,
      )}
    </ul>
  );
}

/** Relations have no place in the text: they stand under it, in words. */
function Relations(props: { layers: readonly Layer[]; question: QuestionOut; text: string }) {
  const { layers, question, text } = props;
  const told = layers.flatMap((layer) =>
    relationsOf(layer, question, text).map((line) => ({ who: layer.who, line, dimmed: layer.dimmed })),
  );
  if (told.length === 0) return null;
  return (
    <ul className="span-relations" aria-label="Relations">
      {told.map(({ who, line, dimmed }) => (
        <li key={`${who} ${line}`} data-dimmed={dimmed || undefined}>
          {who && <b>{who}</b>} <bdi>{line}</bdi>
        </li>
      ))}
    </ul>
  );
}

function relationsOf(layer: Layer, question: QuestionOut, text: string): string[] {
  const answer = readAnswer(layer.value, new Offsets(text));
  const titles = new Map(relationLabels(question).map(({ key, title }) => [key, title]));
  return answer.relations.map((each) =>
    relationText(each, titles.get(each.label) ?? each.label, answer, text),
  );
}

function words(layer: Layer, question: QuestionOut, text: string): string {
  const { spans } = readAnswer(layer.value, new Offsets(text));
  if (spans.length === 0) return "nothing here";
  const titles = new Map(question.labels.map(({ key, title }) => [key, title]));
  const asked = attributesOf(question);
  const list = spans.map((span) => {
    const marked = `${titles.get(span.label) ?? span.label}: ${excerpt(text, span)}`;
    return [marked, wordsOf(asked, span.attributes)].filter(Boolean).join(", ");
  });
  return [`${countOf(spans.length)}. ${list.join("; ")}`, ...relationsOf(layer, question, text)].join("; ");
}
