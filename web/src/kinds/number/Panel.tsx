import type { KeyboardEvent } from "react";
import { TypedField } from "../parts/TypedField";
import { bounds, limitsOf } from "./kernel";
import type { NumberSession } from "./session";

const LEAP = 10;

/** A field for a number; arrows go a step up or down, with Shift ten. */
export function Panel({ session }: { session: NumberSession }) {
  const { question } = session.handle;
  const { unit, step, min } = limitsOf(question);
  const isWhole = step !== undefined && Number.isInteger(step) && (min ?? -1) >= 0;
  const onKey = (event: KeyboardEvent) => {
    const way = event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : 0;
    if (way !== 0) session.step(way * (event.shiftKey ? LEAP : 1));
    return way !== 0;
  };
  const about = bounds(question);
  return (
    <TypedField
      session={session}
      inputMode={isWhole ? "numeric" : "decimal"}
      unit={unit}
      onKey={onKey}
      aside={about !== "" && <span className="typed-count">{about}</span>}
    />
  );
}
