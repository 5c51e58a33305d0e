/** Offsets in a text: stored ones count Unicode code points, the browser counts UTF-16 units. Converted here alone. */

const LEAD_FIRST = 0xd800;
const LEAD_LAST = 0xdbff;
const TAIL_FIRST = 0xdc00;
const TAIL_LAST = 0xdfff;

/** Where a text's code points lie among its UTF-16 units. Making one goes through the text once; each question is quick. */
export class Offsets {
  /** Code points in the text. */
  readonly length: number;
  /** Units at which a pair of surrogates begins, ascending. */
  readonly #pairs: readonly number[];

  constructor(readonly text: string) {
    this.#pairs = pairsOf(text);
    this.length = text.length - this.#pairs.length;
  }

  /** The unit at which that code point begins. Offsets outside the text become its ends. */
  toUnits(points: number): number {
    const at = Math.min(Math.max(points, 0), this.length);
    // how many pairs lie wholly before: the n-th pair, from 0, is code point pairs[n] - n
    const before = count(this.#pairs.length, (n) => (this.#pairs[n] ?? 0) - n < at);
    return at + before;
  }

  /** The code point to which that unit belongs: within a pair, the one that the pair is. */
  toPoints(units: number): number {
    const at = Math.min(Math.max(units, 0), this.text.length);
    return at - count(this.#pairs.length, (n) => (this.#pairs[n] ?? 0) + 1 < at) - this.#inside(at);
  }

  /** 1 in the middle of a pair, where nothing may begin or end. */
  #inside(unit: number): number {
    return isTail(this.text, unit) ? 1 : 0;
  }

  /** The piece between two offsets in code points. */
  slice(start: number, end: number): string {
    return this.text.slice(this.toUnits(start), this.toUnits(end));
  }
}

function pairsOf(text: string): number[] {
  const pairs: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    if (isTail(text, at + 1)) {
      pairs.push(at);
      at += 1;
    }
  }
  return pairs;
}

/** Whether the unit is the second half of a pair; a half that stands alone is a code point like others. */
function isTail(text: string, at: number): boolean {
  if (at < 1 || at >= text.length) return false;
  const lead = text.charCodeAt(at - 1);
  const tail = text.charCodeAt(at);
  return lead >= LEAD_FIRST && lead <= LEAD_LAST && tail >= TAIL_FIRST && tail <= TAIL_LAST;
}

/** How many of the first numbers hold, where those that hold come first. */
function count(n: number, holds: (place: number) => boolean): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
