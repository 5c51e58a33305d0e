/** Colours as the canvas needs them (it reads no CSS variables), and the line patterns that stand beside them. */
import { LABEL_COLOURS } from "../ui/theme";
import type { Scope } from "./scope";

export interface Ink {
  /** The label's colour, the text on it, and the casing that keeps its line visible on any picture. */
  readonly line: string;
  readonly text: string;
  readonly casing: string;
}

const LIGHT = "rgb(255 255 255 / 0.85)";
const DARK = "rgb(20 18 14 / 0.8)";

/** Dashes in CSS pixels. A label takes one by its place, an annotator's layer by its letter: colour is never alone. */
const LINE_PATTERNS: readonly (readonly number[])[] = [[], [8, 4], [3, 3], [12, 3, 3, 3], [16, 6], [6, 2]];

const PATTERNS_OF_LABELS = 4;

/** The dashes of the label in this slot; labels that share a colour after twelve have other dashes. */
export const labelDash = (slot: number): readonly number[] =>
  pattern((slot + Math.floor(slot / LABEL_COLOURS)) % PATTERNS_OF_LABELS);

/** The dashes of the annotator's layer at this place. */
export const layerDash = (layer: number): readonly number[] => pattern(layer % LINE_PATTERNS.length);

const pattern = (index: number): readonly number[] => LINE_PATTERNS[index] ?? [];

/** The label colours of the present colour scheme, read again when it changes. */
export class Palette {
  private inks: readonly Ink[] = [];

  constructor(scope: Scope, changed: () => void) {
    const observer = new MutationObserver(() => {
      this.inks = [];
      changed();
    });
    observer.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    scope.observe(observer);
  }

  ink(slot: number): Ink {
    if (!this.inks.length) this.inks = readInks();
    return this.inks[slot % LABEL_COLOURS] ?? { line: "#fff", text: "#000", casing: DARK };
  }
}

function readInks(): Ink[] {
  const style = getComputedStyle(document.documentElement);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return Array.from({ length: LABEL_COLOURS }, (_, index) => {
    const text = read(`--on-label-${index + 1}`) || "#000000";
    const line = read(`--label-${index + 1}`) || "#ffffff";
    return { line, text, casing: isLight(line) ? DARK : LIGHT };
  });
}

/** Whether a line of this #rrggbb colour is lost on white (relative luminance as in WCAG 2), so that it needs a dark casing. */
export function isLight(colour: string): boolean {
  const channel = (at: number): number => {
    const value = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5) > 0.35;
}
