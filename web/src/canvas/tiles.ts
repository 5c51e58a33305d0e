/** Tiles of colour for areas: a pattern stands beside each colour, so that colour is never alone. Pure. */
import { LABEL_COLOURS } from "../ui/theme";
import { type Look, TILE } from "./overlay";

const PATTERNS: readonly ((x: number, y: number) => boolean)[] = [
  () => false,
  (x, y) => (x + y) % 8 < 2,
  (x, y) => (x - y + TILE) % 8 < 2,
  (x, y) => x % 8 < 3 && y % 8 < 3,
  (_, y) => y % 8 < 2,
  (x) => x % 8 < 2,
];
const DENSER = 0.4; // how much more of its colour a pattern's lines show

/** A colour such as #e69f00 (or #e90, as built pages shorten #ee9900) as RGBA bytes in one word. */
export function packed(colour: string, alpha: number): number {
  const long = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, "$&$&") : colour;
  const channel = (at: number) => Number.parseInt(long.slice(at, at + 2), 16) || 0;
  const part = Math.round(Math.min(Math.max(alpha, 0), 1) * 255);
  return ((part << 24) | (channel(5) << 16) | (channel(3) << 8) | channel(1)) >>> 0;
}

/** The pattern of the label in this slot; labels that share a colour after twelve have other patterns. */
export const patternOf = (slot: number): number =>
  (slot + Math.floor(slot / LABEL_COLOURS)) % PATTERNS.length;

/** One label's area: its colour, its pattern, its outline. opacity 0: the outline alone. */
export function labelLook(colour: string, slot: number, opacity: number): Look {
  const isLine = PATTERNS[patternOf(slot)] ?? PATTERNS[0];
  const plain = packed(colour, opacity);
  const line = packed(colour, opacity && opacity + DENSER);
  return { tile: tile((x, y) => (isLine?.(x, y) ? line : plain)), edge: packed(colour, 1) };
}

/** An area on which answers differ: a stripe of each one's colour; "" is a gap. */
export function stripedLook(colours: readonly string[], opacity: number, edge: string): Look {
  const stripes = colours.map((colour) =>
    colour === "" ? packed("#000000", 0.25) : packed(colour, opacity),
  );
  return {
    tile: tile((x, y) => stripes[Math.floor((((x + y) % TILE) * stripes.length) / TILE)] ?? 0),
    edge: packed(edge, 1),
  };
}

function tile(colourAt: (x: number, y: number) => number): Uint32Array {
  return Uint32Array.from({ length: TILE * TILE }, (_, at) => colourAt(at % TILE, Math.floor(at / TILE)));
}
