/** How a text with spans is laid out: chunks that are drawn by themselves, lanes for what overlaps. Pure. */
import type { Edge, Range } from "./kernel";
import { type Paragraph, paragraphsOf } from "./words";

/** A span as it is drawn. key: stable; who and tag: what stands at its beginning; look: a word for the style sheet. */
export interface Mark extends Range {
  readonly key: string;
  readonly slot: number;
  readonly dash: readonly number[];
  readonly who: string;
  readonly tag: string;
  readonly look: "" | "selected" | "aside" | "dimmed";
  /** Whether its boundaries can be taken hold of, and which of them the keys move. */
  readonly grip?: Edge | undefined;
}

export interface Cover {
  readonly mark: Mark;
  readonly lane: number;
}

/** A run of text under the same marks. starts: marks that begin here, ends: those that end here. */
export interface Piece extends Range {
  readonly covers: readonly Cover[];
  readonly starts: readonly Mark[];
  readonly ends: readonly Mark[];
  readonly isPicked: boolean;
  readonly hasCaret: boolean;
  /** Characters up to the next tag, where one follows. */
  readonly room: number | undefined;
}

export interface Chunk extends Range {
  readonly pieces: readonly Piece[];
}

export interface Row {
  readonly paragraph: Paragraph;
  readonly chunks: readonly Chunk[];
  readonly lanes: number;
}

/** What else is shown in the text: what is picked, and where the keys stand. */
export interface Cursor {
  readonly pick?: Range | undefined;
  readonly caret?: number | undefined;
}

/** A chunk as it was drawn, and what it was made of. */
interface Kept {
  readonly covers: readonly Cover[];
  readonly rooms: readonly (number | undefined)[];
  readonly pick: Range | undefined;
  readonly caret: number | undefined;
  readonly chunk: Chunk;
}

/** Where a tag stands → where the next one does. */
type Tags = ReadonlyMap<number, number | undefined>;

const CHUNK = 200; // units: a change draws so much text again
const GRAPHEMES = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The paragraph in parts that end with a blank, or at least with a whole character. */
export function chunksOf(text: string, { start, end }: Range): readonly Range[] {
  const found: Range[] = [];
  let from = start;
  while (end - from > CHUNK) {
    const piece = text.slice(from, from + CHUNK);
    const blank = piece.search(/\s\S*$/u) + 1;
    const whole = GRAPHEMES.segment(text.slice(from, from + CHUNK + 64)).containing(CHUNK);
    const size = blank > CHUNK / 4 ? blank : (whole?.index ?? CHUNK) || CHUNK;
    found.push({ start: from, end: from + size });
    from += size;
  }
  found.push({ start: from, end });
  return found;
}

/** A lane for each mark: those that overlap lie in different ones, and the shorter nearer to the text. */
export function lanesOf(marks: readonly Mark[]): ReadonlyMap<Mark, number> {
  const lanes = new Map<Mark, number>();
  for (const knot of knotsOf(marks)) {
    const taken: Range[][] = [];
    for (const mark of [...knot].sort((a, b) => a.end - a.start - (b.end - b.start))) {
      const isFree = (lane: readonly Range[]) =>
        lane.every((other) => other.end <= mark.start || mark.end <= other.start);
      const at = taken.findIndex(isFree);
      const lane = at < 0 ? taken.length : at;
      taken[lane] = [...(taken[lane] ?? []), mark];
      lanes.set(mark, lane);
    }
  }
  return lanes;
}

/** Marks in groups that do not touch each other. */
function knotsOf(marks: readonly Mark[]): Mark[][] {
  const knots: Mark[][] = [];
  let reach = -1;
  for (const mark of [...marks].sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (mark.start >= reach) knots.push([]);
    knots.at(-1)?.push(mark);
    reach = Math.max(reach, mark.end);
  }
  return knots;
}

/** Lays marks out over one text, and keeps every chunk in which nothing changed: then it need not be drawn again. */
export class Layout {
  readonly paragraphs: readonly Paragraph[];
  readonly #chunks: readonly (readonly Range[])[];
  readonly #starts: readonly number[];
  readonly #kept = new Map<number, Kept>();
  #marks: ReadonlyMap<string, Mark> = new Map();
  #rows: readonly Row[] = [];

  constructor(readonly text: string) {
    this.paragraphs = paragraphsOf(text);
    this.#chunks = this.paragraphs.map((paragraph) => chunksOf(text, paragraph));
    this.#starts = this.#chunks.flat().map(({ start }) => start);
  }

  rows(given: readonly Mark[], cursor: Cursor = {}): readonly Row[] {
    const marks = this.#known(given);
    const lanes = lanesOf(marks);
    const near = this.#near(marks);
    const starts = [...new Set(marks.map(({ start }) => start))].sort((a, b) => a - b);
    const tags: Tags = new Map(starts.map((start, at) => [start, starts[at + 1]]));
    let n = 0;
    this.#rows = this.paragraphs.map((paragraph, place): Row => {
      let depth = 0;
      const chunks = (this.#chunks[place] ?? []).map((range, part, all) => {
        const covers = (near.get(n) ?? []).map((mark) => ({ mark, lane: lanes.get(mark) ?? 0 }));
        for (const { lane } of covers) depth = Math.max(depth, lane + 1);
        const chunk = this.#chunk(n, range, covers, cursor, part === all.length - 1, tags);
        n += 1;
        return chunk;
      });
      const before = this.#rows[place];
      const isSame = before?.lanes === depth && chunks.every((chunk, at) => chunk === before.chunks[at]);
      return isSame && before ? before : { paragraph, chunks, lanes: depth };
    });
    return this.#rows;
  }

  /** Marks that are as they were are the same objects, so that what lies under them need not be looked at again. */
  #known(given: readonly Mark[]): readonly Mark[] {
    const marks = given.map((mark) => {
      const old = this.#marks.get(mark.key);
      return old && isSameMark(old, mark) ? old : mark;
    });
    this.#marks = new Map(marks.map((mark) => [mark.key, mark]));
    return marks;
  }

  /** The marks that touch each chunk, by its number. */
  #near(marks: readonly Mark[]): ReadonlyMap<number, Mark[]> {
    const near = new Map<number, Mark[]>();
    for (const mark of marks) {
      for (let at = this.#numberAt(mark.start); (this.#starts[at] ?? mark.end) < mark.end; at += 1)
        near.set(at, [...(near.get(at) ?? []), mark]);
    }
    return near;
  }

  #numberAt(unit: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #chunk(
    number: number,
    range: Range,
    covers: readonly Cover[],
    cursor: Cursor,
    isLast: boolean,
    tags: Tags,
  ): Chunk {
    const caret = caretIn(cursor, range, isLast);
    const pick = cursor.pick && cut(cursor.pick, range);
    const rooms = covers.map(({ mark }) => roomAfter(tags, mark.start));
    const kept = this.#kept.get(number);
    const isSame =
      kept?.caret === caret &&
      kept?.pick?.start === pick?.start &&
      kept?.pick?.end === pick?.end &&
      kept?.covers.length === covers.length &&
      covers.every(({ mark, lane }, at) => mark === kept.covers[at]?.mark && lane === kept.covers[at].lane) &&
      rooms.every((room, at) => room === kept.rooms[at]);
    if (kept && isSame) return kept.chunk;
    const pieces = piecesOf(this.text, range, covers, pick, caret, tags);
    const chunk = { ...range, pieces: pieces.map((piece) => same(piece, kept?.chunk.pieces) ?? piece) };
    this.#kept.set(number, { covers, rooms, pick, caret, chunk });
    return chunk;
  }
}

/** The piece as it was drawn before, where nothing about it changed. */
function same(piece: Piece, before: readonly Piece[] = []): Piece | undefined {
  const old = before.find(({ start, end }) => start === piece.start && end === piece.end);
  const isSame =
    old?.isPicked === piece.isPicked &&
    old.hasCaret === piece.hasCaret &&
    old.room === piece.room &&
    old.covers.length === piece.covers.length &&
    old.covers.every((cover, at) => isAlike(cover, piece.covers[at]));
  return isSame ? old : undefined;
}

function isAlike(one: Cover, other: Cover | undefined): boolean {
  return other !== undefined && one.lane === other.lane && isSameMark(one.mark, other.mark);
}

function isSameMark(a: Mark, b: Mark): boolean {
  const isInPlace = a.key === b.key && a.start === b.start && a.end === b.end;
  return (
    isInPlace &&
    a.slot === b.slot &&
    a.look === b.look &&
    a.grip === b.grip &&
    a.who === b.who &&
    a.tag === b.tag
  );
}

function caretIn({ caret }: Cursor, { start, end }: Range, isLast: boolean): number | undefined {
  return caret !== undefined && caret >= start && (caret < end || (isLast && caret === end))
    ? caret
    : undefined;
}

function cut(range: Range, { start, end }: Range): Range | undefined {
  const found = { start: Math.max(range.start, start), end: Math.min(range.end, end) };
  return found.start < found.end ? found : undefined;
}

const WIDE = 60; // units: a tag never needs more

const roomAfter = (tags: Tags, start: number): number | undefined => {
  const room = (tags.get(start) ?? Number.POSITIVE_INFINITY) - start;
  return room <= WIDE ? room : undefined;
};

/** Characters as one sees them: a family of emoji is one. */
const widthOf = (text: string): number => [...GRAPHEMES.segment(text)].length;

/** What stands at the beginning of marks: those of one label share it, each under its annotator's letter. */
export function tagOf(marks: readonly Mark[]): string {
  const byTag = Map.groupBy(marks, ({ tag }) => tag);
  return [...byTag].map(([tag, all]) => [...all.map(({ who }) => who), tag].join(" ").trim()).join(" · ");
}

function piecesOf(
  text: string,
  range: Range,
  covers: readonly Cover[],
  pick: Range | undefined,
  caret: number | undefined,
  tags: Tags,
): readonly Piece[] {
  const edges = [...covers.map(({ mark }) => mark), ...(pick ? [pick] : [])].flatMap((each) => [
    each.start,
    each.end,
  ]);
  const inside = [...edges, ...(caret === undefined ? [] : [caret])].filter(
    (edge) => edge > range.start && edge < range.end,
  );
  const cuts = [...new Set([range.start, ...inside])].sort((a, b) => a - b);
  cuts.push(range.end);
  // an empty piece for the caret to stand in
  if (caret === range.end && range.start < range.end) cuts.push(range.end);
  return cuts.slice(0, -1).map((start, at): Piece => {
    const end = cuts[at + 1] ?? range.end;
    const over = covers.filter(({ mark }) => mark.start < end && mark.end > start);
    const starts = over.filter(({ mark }) => mark.start === start).map(({ mark }) => mark);
    const room = starts.length ? roomAfter(tags, start) : undefined;
    return {
      start,
      end,
      covers: over,
      starts,
      ends: over.filter(({ mark }) => mark.end === end).map(({ mark }) => mark),
      isPicked: pick !== undefined && pick.start < end && pick.end > start,
      hasCaret: caret === start && (at === 0 || cuts[at - 1] !== start),
      room: room && widthOf(text.slice(start, start + room)),
    };
  });
}
