/** Which colour a label has: by its key, so that it stays when the guideline takes other labels in or drops some. */
import type { QuestionOut } from "./api.gen";

/** Colours before patterns have to tell labels apart. */
const COLOURS = 12;
/** Of these, the ones most unlike each other: they are given first. */
const BEST = 8;

const known = new WeakMap<readonly object[], ReadonlyMap<string, number>>();

/**
 * The colour slot of a label among those of its question; undefined for a label that the question lacks.
 *
 * Each key asks for the colour that its hash names, among the best as long as one of them is free. Where two ask for
 * one, the first in the alphabet has it and the other takes the next free one: a change to one label moves others
 * only where they met. Twelve labels have twelve
 * colours; from the thirteenth on slots are 12 and more, the same colours with another pattern.
 */
export function slotOf(question: Pick<QuestionOut, "labels">, key: string): number | undefined {
  const { labels } = question;
  const slots = known.get(labels) ?? slotsOf(labels.map((label) => label.key));
  known.set(labels, slots);
  return slots.get(key);
}

/** A slot for each key. */
export function slotsOf(keys: readonly string[]): ReadonlyMap<string, number> {
  const sorted = [...new Set(keys)].sort((a, b) => (a < b ? -1 : 1)); // the same in every language
  const slots = new Map<string, number>();
  for (let round = 0; round * COLOURS < sorted.length; round += 1) {
    const inRound = sorted.slice(round * COLOURS, (round + 1) * COLOURS);
    const taken = new Set<number>();
    for (const key of inRound) {
      const [from, size] = taken.size < BEST ? [0, BEST] : [BEST, COLOURS - BEST];
      let at = hash(key) % size;
      while (taken.has(from + at)) at = (at + 1) % size;
      const colour = from + at;
      taken.add(colour);
      slots.set(key, round * COLOURS + colour);
    }
  }
  return slots;
}

/** FNV-1a, 32 bits, over UTF-16 units, its halves folded so that the last digits depend on all of it. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    state = Math.imul(state ^ text.charCodeAt(at), 0x01000193);
  }
  return (state ^ (state >>> 15)) >>> 0;
}
