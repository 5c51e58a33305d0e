import { type CSSProperties, memo } from "react";
import { labelColour } from "../../ui/theme";
import type { Edge } from "./kernel";
import { type Chunk, type Cover, type Piece, type Row, tagOf } from "./layout";

const LANE = 4; // px: a bar and what keeps it from the next
const BAR = 3;
const CHARACTER = 8.5; // px that a character takes, about
const TINT = "color-mix(in srgb, var(--tint) var(--strength), transparent)";

/** The text with its marks. Each paragraph is drawn by itself, and in it each chunk, so that a change costs little. */
export function Body(props: {
  text: string;
  rows: readonly Row[];
  /** Lanes that always have room, so that nothing moves when a span is added. */
  lanes: number;
  grip?: string | undefined;
  edge?: Edge;
}) {
  const { text, rows, lanes, grip, edge } = props;
  return rows.map((row) => (
    <Paragraph
      key={row.paragraph.start}
      text={text}
      row={row}
      lanes={Math.max(lanes, row.lanes)}
      isDeep={row.lanes > lanes}
      grip={grip}
      edge={edge}
    />
  ));
}

interface Parts {
  text: string;
  lanes: number;
  grip?: string | undefined;
  edge?: Edge | undefined;
}

const Paragraph = memo(function Paragraph(props: Parts & { row: Row; isDeep: boolean }) {
  const { row, isDeep, ...parts } = props;
  const { paragraph, chunks } = row;
  const style = isDeep ? ({ "--lanes": parts.lanes } as CSSProperties) : undefined;
  return (
    <p className="span-paragraph" dir="auto" data-from={paragraph.start} style={style}>
      {chunks.map((chunk) => (
        <Run key={chunk.start} chunk={chunk} {...parts} />
      ))}
    </p>
  );
});

const Run = memo(function Run({ chunk, ...parts }: Parts & { chunk: Chunk }) {
  return chunk.pieces.map((piece, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: an empty piece begins where the next one does
    <PieceView key={at} piece={piece} {...parts} />
  ));
});

function PieceView({ piece, text, lanes, grip, edge }: Parts & { piece: Piece }) {
  const { start, end, covers, starts, ends } = piece;
  const words = text.slice(start, end);
  const common = {
    "data-at": start,
    "data-caret": piece.hasCaret || undefined,
    "data-picked": piece.isPicked || undefined,
  };
  if (covers.length === 0) return <span {...common}>{words || (piece.hasCaret ? "\u200b" : "")}</span>;
  const [inner] = [...covers].sort((a, b) => a.lane - b.lane);
  const selected = covers.find(({ mark }) => mark.look === "selected");
  const shown = selected ?? inner;
  const style = {
    ...bars(covers, lanes),
    "--tint": shown && labelColour(shown.mark.slot),
    "--edge": starts[0] && labelColour(starts[0].slot),
    ...(piece.room === undefined ? {} : { "--room": `${piece.room * CHARACTER}px` }),
  } as CSSProperties;
  const tag = tagOf(starts);
  const isDimmed = starts.length > 0 && starts.every(({ look }) => look === "dimmed" || look === "aside");
  return (
    <span
      {...common}
      className="span-piece"
      data-ids={covers.map(({ mark }) => mark.key).join(" ")}
      data-look={selected ? "selected" : inner?.mark.look || undefined}
      data-tag={tag || undefined}
      data-tag-look={isDimmed ? "dimmed" : undefined}
      style={style}
    >
      {words}
      {starts.some(({ key }) => key === grip) && <Grip edge="start" isActive={edge === "start"} />}
      {ends.some(({ key }) => key === grip) && <Grip edge="end" isActive={edge === "end"} />}
    </span>
  );
}

function Grip({ edge, isActive }: { edge: Edge; isActive: boolean }) {
  return <i className="span-grip" data-edge={edge} data-active={isActive || undefined} aria-hidden />;
}

/** The bars under a piece, one for each mark over it, as backgrounds: they need no elements of their own. */
function bars(covers: readonly Cover[], lanes: number): CSSProperties {
  const layers = covers.map(({ mark, lane }) => {
    const colour = `color-mix(in srgb, ${labelColour(mark.slot)} ${STRENGTH[mark.look]}%, transparent)`;
    const up = (lanes - 1 - lane) * LANE;
    return { image: stripe(colour, mark.dash), position: `0 calc(100% - ${up}px)` };
  });
  return {
    backgroundImage: [...layers.map(({ image }) => image), `linear-gradient(${TINT}, ${TINT})`].join(", "),
    backgroundPosition: [...layers.map(({ position }) => position), "0 0"].join(", "),
    backgroundSize: [...layers.map(() => `100% ${BAR}px`), `100% calc(100% - ${lanes * LANE}px)`].join(", "),
    paddingBottom: lanes * LANE,
  };
}

const STRENGTH = { "": 100, selected: 100, aside: 45, dimmed: 25 } as const;

function stripe(colour: string, dash: readonly number[]): string {
  if (dash.length === 0) return `linear-gradient(${colour}, ${colour})`;
  let at = 0;
  const stops = dash.map((length, place) => {
    const stop = `${place % 2 ? "transparent" : colour} ${at}px ${at + length}px`;
    at += length;
    return stop;
  });
  return `repeating-linear-gradient(90deg, ${stops.join(", ")})`;
}
