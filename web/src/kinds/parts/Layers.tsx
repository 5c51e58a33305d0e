import "./Layers.css";
import type { ReactNode } from "react";
import { slotOf } from "../../model/slots";
import type { Layer, QuestionOut } from "../types";
import { Swatch } from "./Swatch";

/** Several people's answers, one line each. */
export function Layers(props: { layers: readonly Layer[]; children: (layer: Layer) => ReactNode }) {
  return (
    <ul className="layers">
      {props.layers.map((layer) => (
        <li key={layer.who} className="layer" data-dimmed={layer.dimmed || undefined}>
          {layer.who !== "" && <b className="layer-who">{layer.who}</b>}
          <span className="layer-value">{props.children(layer)}</span>
        </li>
      ))}
    </ul>
  );
}

/** A label as it stands in read-only places. */
export function LabelChip({ question, label }: { question: QuestionOut; label: string }) {
  const slot = slotOf(question, label);
  return (
    <span className="label-chip">
      {slot !== undefined && <Swatch slot={slot} />}
      {titleOf(question, label)}
    </span>
  );
}

/** A label's title; its key where the guideline no longer knows it. */
export const titleOf = (question: QuestionOut, key: string): string =>
  question.labels.find((label) => label.key === key)?.title ?? key;
