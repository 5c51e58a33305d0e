import { useMemo } from "react";
import type { Json, Kind, Layer } from "../../kinds/types";
import type { Case } from "../../model/api.gen";
import { ItemView } from "../../ui/ItemView";
import type { Conflict, Draft } from "./ruling";

/** The item: with all answers laid over it where the kind draws, else as it is. */
export function Stage(props: {
  current: Case;
  kind: Kind;
  draft: Draft;
  alone: string | null;
  focus: Conflict | undefined;
}) {
  const { current, kind, draft, alone } = props;
  const { answers } = current;
  const layers = useMemo<Layer[]>(
    () =>
      answers.map((answer, slot) => ({
        who: answer.name ? `${answer.letter} · ${answer.name}` : answer.letter,
        value: answer.value as Json,
        slot,
        dimmed: alone !== null && alone !== answer.letter,
      })),
    [answers, alone],
  );
  if (!kind.Stage) {
    return (
      <div className="bench-read">
        <ItemView
          item={current.item}
          show={current.question.show}
          beside={kind.beside?.(current.item, current.question)}
        />
      </div>
    );
  }
  const isRuled = draft.value !== undefined;
  return (
    <div className={isRuled ? "bench-stage is-ruled" : "bench-stage"}>
      <kind.View
        item={current.item}
        question={current.question}
        layers={layers}
        focusUnit={props.focus?.unit}
      />
    </div>
  );
}
