import "./text.css";
import { Layers } from "../parts/Layers";
import type { Json, ViewProps } from "../types";
import { ownPieces } from "./kernel";

export function View({ layers }: ViewProps) {
  return (
    <Layers layers={layers}>
      {({ value }) => (typeof value === "string" ? <Whole value={value} others={[]} /> : null)}
    </Layers>
  );
}

/** A whole text; what the first of the others lacks is underlined. */
export function Whole({ value, others }: { value: Json; others: readonly Json[] }) {
  if (typeof value !== "string") return null;
  if (value === "") return <i className="text-whole">nothing to write</i>;
  const other = others.find((each) => each !== value);
  const pieces = typeof other === "string" && other !== "" ? ownPieces(value, other) : undefined;
  return (
    <span className="text-whole" dir="auto">
      {pieces?.map((piece, at) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one text stay in their order
        piece.isOwn ? <mark key={at}>{piece.text}</mark> : <span key={at}>{piece.text}</span>,
      ) ?? value}
    </span>
  );
}
