/** Words, characters and paragraphs of a text: where a hand may begin and end. Pure. Places are UTF-16 units. */
import type { Range, Unit } from "./kernel";

/** A line of the text as its writer broke it. end: before the line break; next: where the following one begins. */
export interface Paragraph extends Range {
  readonly next: number;
}

export function paragraphsOf(text: string): readonly Paragraph[] {
  const found: Paragraph[] = [];
  let start = 0;
  for (const { 0: broken, index } of text.matchAll(/\r\n|\r|\n/g)) {
    found.push({ start, end: index, next: index + broken.length });
    start = index + broken.length;
  }
  found.push({ start, end: text.length, next: text.length });
  return found;
}

/** The place of the paragraph in which that unit stands; line breaks belong to the one before. */
export function paragraphAt(paragraphs: readonly Paragraph[], at: number): number {
  let low = 0;
  let high = paragraphs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((paragraphs[middle]?.start ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Whether a text is read from the right: its first letter says so, as `dir="auto"` has it. */
export function isRightToLeft(text: string): boolean {
  const letter = /\p{L}/u.exec(text)?.[0];
  return letter !== undefined && RIGHT_TO_LEFT.test(letter);
}

const SEGMENTERS = {
  word: new Intl.Segmenter("en", { granularity: "word" }), // one language for all, so that all snap alike
  character: new Intl.Segmenter("en", { granularity: "grapheme" }),
};

const isBlank = (text: string): boolean => !/\S/u.test(text);

/** Knows where the units of a text begin and end; what was looked at once is kept.
 *
 * tokens: those that the text brought along, in order; then they are its words.
 */
export class Words {
  readonly paragraphs: readonly Paragraph[];
  readonly #segments = new Map<string, Intl.Segments>();

  constructor(
    readonly text: string,
    readonly unit: Unit = "word",
    private readonly tokens: readonly Range[] = [],
  ) {
    this.paragraphs = paragraphsOf(text);
  }

  /** The unit, or the single character, at that place; undefined at the end of a paragraph. */
  at(place: number, isExact = false): Range | undefined {
    const number = paragraphAt(this.paragraphs, place);
    const paragraph = this.paragraphs[number];
    if (!paragraph || place < paragraph.start || place >= paragraph.end) return undefined;
    const sort = isExact && this.unit !== "token" ? "character" : this.unit;
    if (sort !== "character" && this.tokens.length) return this.#ownAt(place, paragraph);
    if (sort === "token") return this.#tokenAt(place, paragraph);
    const found = this.#segmentsOf(number, sort).containing(place - paragraph.start);
    const start = paragraph.start + (found?.index ?? 0);
    return { start, end: start + (found?.segment.length ?? 0) };
  }

  /** The word that a pointer between two characters means: the one after, else the one before. */
  under(place: number, isExact = false): Range | undefined {
    const after = this.at(place, isExact);
    if (after && !this.#isBlank(after)) return after;
    const before = place > 0 ? this.at(place - 1, isExact) : undefined;
    return before && !this.#isBlank(before) ? before : undefined;
  }

  /** The piece with whole units at its ends and no blanks round it; undefined where nothing else is in it. */
  snap(range: Range, isExact = false): Range | undefined {
    const low = Math.min(range.start, range.end);
    const high = Math.max(range.start, range.end);
    const first = this.at(low, isExact);
    const last = high > low ? this.at(high - 1, isExact) : undefined;
    return this.trim({ start: first?.start ?? low, end: Math.max(high, last?.end ?? high) });
  }

  /** The piece without the blanks round it. */
  trim({ start, end }: Range): Range | undefined {
    let [low, high] = [start, end];
    while (low < high && isBlank(this.text[low] ?? "")) low += 1;
    while (low < high && isBlank(this.text[high - 1] ?? "")) high -= 1;
    return low < high ? { start: low, end: high } : undefined;
  }

  /** The next place to stand at, forwards the end of a unit and backwards its beginning. */
  step(place: number, way: 1 | -1, isExact = false): number {
    return isExact && this.unit !== "token" ? this.#character(place, way) : this.#unit(place, way);
  }

  #character(place: number, way: 1 | -1): number {
    const found = this.at(way > 0 ? place : place - 1, true);
    if (found && place > 0) return way > 0 ? found.end : found.start;
    if (found && way > 0) return found.end;
    const number = paragraphAt(this.paragraphs, place);
    if (way > 0) return this.paragraphs[number]?.next ?? place;
    return this.paragraphs[number - 1]?.end ?? 0;
  }

  #unit(place: number, way: 1 | -1): number {
    let here = place;
    for (;;) {
      const found = way > 0 ? this.at(here) : here > 0 ? this.at(here - 1) : undefined;
      if (found && !this.#isBlank(found)) return way > 0 ? found.end : found.start;
      const next = found ? (way > 0 ? found.end : found.start) : this.#character(here, way);
      if (next === here) return here;
      here = next;
    }
  }

  /** The token over that place, or what lies between two of them. */
  #ownAt(place: number, paragraph: Paragraph): Range {
    let low = 0;
    let high = this.tokens.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.tokens[middle]?.start ?? 0) <= place) low = middle + 1;
      else high = middle;
    }
    const token = this.tokens[low - 1];
    if (token && place < token.end) return token;
    return {
      start: Math.max(paragraph.start, token?.end ?? 0),
      end: Math.min(paragraph.end, this.tokens[low]?.start ?? paragraph.end),
    };
  }

  #tokenAt(place: number, paragraph: Paragraph): Range {
    const isSame = (at: number) => isBlank(this.text[at] ?? "") === isBlank(this.text[place] ?? "");
    let [start, end] = [place, place + 1];
    while (start > paragraph.start && isSame(start - 1)) start -= 1;
    while (end < paragraph.end && isSame(end)) end += 1;
    return { start, end };
  }

  #isBlank({ start, end }: Range): boolean {
    return isBlank(this.text.slice(start, end));
  }

  #segmentsOf(number: number, sort: "word" | "character"): Intl.Segments {
    const key = `${sort} ${number}`;
    const known = this.#segments.get(key);
    if (known) return known;
    const { start, end } = this.paragraphs[number] ?? { start: 0, end: 0 };
    const made = SEGMENTERS[sort].segment(this.text.slice(start, end));
    this.#segments.set(key, made);
    return made;
  }
}
