import { describe, expect, test } from "vitest";
import { Layout, lanesOf, type Mark, tagOf } from "./layout";

const mark = (start: number, end: number, key = `${start}-${end}`, tag = "Person"): Mark => ({
  key,
  start,
  end,
  slot: 0,
  dash: [],
  who: "",
  tag,
  look: "",
});

const LINES = Array.from({ length: 40 }, (_, n) => `Line ${n} says: 👩🏽‍🚀 ${"word ".repeat((n * 7) % 130)}`);
const TEXT = LINES.join("\r\n");

const shown = (layout: Layout, marks: readonly Mark[]) =>
  layout
    .rows(marks)
    .map(({ chunks }) =>
      chunks.flatMap(({ pieces }) => pieces.map(({ start, end }) => layout.text.slice(start, end))).join(""),
    );

test("what is drawn is the text, line by line, whatever marks lie over it", () => {
  const layout = new Layout(TEXT);
  expect(shown(layout, [])).toEqual(LINES);
  const marks = Array.from({ length: 60 }, (_, n) => mark(n * 31, n * 31 + ((n * 53) % 200) + 1));
  expect(shown(layout, marks)).toEqual(LINES);
});

test("each piece is under the marks that lie over it, and under no others", () => {
  const layout = new Layout(TEXT);
  const marks = [mark(3, 900), mark(10, 20), mark(15, 30), mark(20, 30)];
  for (const { chunks } of layout.rows(marks)) {
    for (const { pieces } of chunks) {
      for (const piece of pieces) {
        const over = marks.filter(
          ({ start, end }) => start <= piece.start && piece.end <= end && piece.start < piece.end,
        );
        expect(new Set(piece.covers.map((cover) => cover.mark))).toEqual(new Set(over));
        const touched = marks.filter(({ start, end }) => start < piece.end && piece.start < end);
        expect(touched.length).toBe(over.length);
      }
    }
  }
});

test("a mark begins once and ends once", () => {
  const layout = new Layout(TEXT);
  const marks = [mark(0, TEXT.length), mark(100, 2000), mark(399, 401)];
  const pieces = layout.rows(marks).flatMap(({ chunks }) => chunks.flatMap((chunk) => chunk.pieces));
  for (const each of marks) {
    expect(pieces.filter(({ starts }) => starts.includes(each))).toHaveLength(1);
    expect(pieces.filter(({ ends }) => ends.includes(each))).toHaveLength(1);
  }
});

test("only chunks in which something changed are drawn again", () => {
  const layout = new Layout(TEXT);
  const before = layout.rows([mark(0, 4)]);
  const after = layout.rows([mark(0, 4), mark(1000, 1004)]);
  const changed = after.filter((row, at) => row !== before[at]);
  expect(changed).toHaveLength(1);
  expect(layout.rows([mark(0, 4), mark(1000, 1004)])).toEqual(after);
});

test("the caret has a place, also at the end of a line and in an empty one", () => {
  const layout = new Layout("ab\n\ncd");
  const at = (caret: number) =>
    layout
      .rows([mark(0, 1)], { caret })
      .flatMap(({ chunks }) => chunks.flatMap(({ pieces }) => pieces))
      .filter(({ hasCaret }) => hasCaret)
      .map(({ start }) => start);
  for (const caret of [0, 1, 2, 3, 4, 6]) expect(at(caret)).toEqual([caret]);
});

describe("lanes", () => {
  test("overlapping marks lie in different lanes, the inner ones nearer to the text", () => {
    const [outer, inner, crossing, apart] = [mark(0, 20), mark(2, 5), mark(4, 22), mark(30, 40)];
    const lanes = lanesOf([outer, inner, crossing, apart] as Mark[]);
    expect([outer, inner, crossing, apart].map((each) => lanes.get(each as Mark))).toEqual([2, 0, 1, 0]);
  });

  test("no two marks that overlap share a lane", () => {
    const marks = Array.from({ length: 200 }, (_, n) =>
      mark((n * 37) % 500, ((n * 37) % 500) + 1 + ((n * 11) % 40), `${n}`),
    );
    const lanes = lanesOf(marks);
    for (const a of marks)
      for (const b of marks)
        if (a !== b && a.start < b.end && b.start < a.end) expect(lanes.get(a)).not.toBe(lanes.get(b));
  });
});

test("marks of one label that begin together share a tag", () => {
  const [a, b, c] = [mark(0, 1), mark(0, 2), mark(0, 3, "x", "Place")];
  expect(
    tagOf([
      { ...a, who: "A" },
      { ...c, who: "B" },
      { ...b, who: "C" },
    ] as Mark[]),
  ).toBe("A C Person · B Place");
  expect(tagOf([a] as Mark[])).toBe("Person");
});
