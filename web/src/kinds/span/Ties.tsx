import { type RefObject, useLayoutEffect, useState } from "react";
import type { SpanSession } from "./session";

interface Tie {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly title: string;
}

interface Drawn extends Tie {
  readonly path: string;
  readonly x: number;
  readonly y: number;
}

/** The relations of what is selected, and the one being made, as arrows over the text. All of them stand in the list. */
export function Ties({ session, root }: { session: SpanSession; root: RefObject<HTMLElement | null> }) {
  const ties = tiesOf(session);
  const [drawn, setDrawn] = useState<readonly Drawn[]>([]);
  const sign = ties
    .flatMap((tie) => [tie.key, tie.title, ...[tie.from, tie.to].map((id) => placeOf(session, id))])
    .join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `sign` says all that matters of the relations
  useLayoutEffect(() => {
    const element = root.current;
    if (!element || sign === "") {
      setDrawn((before) => (before.length ? [] : before));
      return;
    }
    const draw = () => setDrawn(ties.flatMap((tie, n) => drawnOf(element, tie, n) ?? []));
    const observer = new ResizeObserver(draw); // calls once by itself
    observer.observe(element);
    return () => observer.disconnect();
  }, [sign, root]);
  if (drawn.length === 0) return null;
  return (
    <svg className="span-ties" aria-hidden="true" width="1" height="1">
      <marker
        id="span-tie-end"
        viewBox="0 0 8 8"
        refX="7"
        refY="4"
        markerWidth="7"
        markerHeight="7"
        orient="auto"
      >
        <path d="M0 0 L8 4 L0 8 Z" />
      </marker>
      {drawn.map(({ key, path, x, y, title }) => (
        <g key={key}>
          <path d={path} markerEnd="url(#span-tie-end)" />
          <text x={x} y={y} textAnchor="middle">
            {title}
          </text>
        </g>
      ))}
    </svg>
  );
}

function tiesOf(session: SpanSession): readonly Tie[] {
  const { selection, relating, answer } = session;
  if (session.isHidden) return [];
  if (relating) {
    const { from, to } = relating;
    return to === undefined ? [] : [{ key: "new", from, to, title: "?" }];
  }
  const reach = ({ from, to }: Tie) =>
    Math.abs((session.span(from)?.start ?? 0) - (session.span(to)?.start ?? 0));
  return answer.relations
    .filter(({ id, from, to }) => selection !== undefined && [id, from, to].includes(selection))
    .map(({ id, from, to, label }) => ({ key: id, from, to, title: session.titleOf(label) }))
    .sort((a, b) => reach(a) - reach(b)); // the shorter under the longer
}

const placeOf = (session: SpanSession, id: string): string => {
  const span = session.span(id);
  return `${id} ${span?.start} ${span?.end}`;
};

const RISE = 24; // px by which an arrow rises over its ends
const APART = 18; // px between two of them
const TITLE_AT = [0.5, 0.34, 0.66]; // where along the arrow its title stands, so that they stand apart

function drawnOf(root: HTMLElement, tie: Tie, n: number): Drawn | undefined {
  const box = root.getBoundingClientRect();
  const endOf = (id: string) => {
    const piece = root.querySelector(`[data-ids~="${CSS.escape(id)}"]`);
    const rect = piece?.getClientRects()[0];
    if (!rect) return undefined;
    const x = rect.left + rect.width / 2 - box.left + root.scrollLeft;
    return { x, y: rect.top - box.top + root.scrollTop };
  };
  const [from, to] = [endOf(tie.from), endOf(tie.to)];
  if (!from || !to) return undefined;
  const high = Math.min(from.y, to.y) - RISE - n * APART;
  const path = `M${from.x} ${from.y} C${from.x} ${high} ${to.x} ${high} ${to.x} ${to.y - 1}`;
  const t = TITLE_AT[n % TITLE_AT.length] ?? 0.5;
  const along = (a: number, b: number, c: number, d: number) =>
    (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t ** 2 * c + t ** 3 * d;
  const y = along(from.y, high, high, to.y);
  return { ...tie, path, x: along(from.x, from.x, to.x, to.x), y: y + 3 };
}
