import { describe, expect, test } from "vitest";
import { Offsets } from "./offsets";

const PIECES = [
  "a",
  "é",
  "e\u0301",
  "👩🏽‍🚀",
  "🇩🇪",
  "שלום",
  "\r\n",
  " ",
  "漢",
  "𝒳",
  "\u{10ffff}",
  "\ud800",
  "\udc00",
  "مرحبا",
];

/** Texts made of the pieces, the same at every run. */
function texts(n: number): string[] {
  let state = 7;
  const next = (below: number) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  return Array.from({ length: n }, () =>
    Array.from({ length: next(30) }, () => PIECES[next(PIECES.length)]).join(""),
  );
}

describe.each(texts(60))("in %j", (text) => {
  const offsets = new Offsets(text);
  const points = [...text];

  test("as many code points as the text has when it is gone through", () => {
    expect(offsets.length).toBe(points.length);
  });

  test("a code point begins where those before it end", () => {
    for (let at = 0; at <= points.length; at += 1)
      expect(offsets.toUnits(at)).toBe(points.slice(0, at).join("").length);
  });

  test("units lead back to code points, and the middle of a pair to its beginning", () => {
    for (let at = 0; at < points.length; at += 1) {
      const unit = offsets.toUnits(at);
      expect(offsets.toPoints(unit)).toBe(at);
      if (points[at]?.length === 2) expect(offsets.toPoints(unit + 1)).toBe(at);
    }
    expect(offsets.toPoints(text.length)).toBe(points.length);
  });

  test("every piece is the one that code points name", () => {
    for (let start = 0; start <= points.length; start += 3)
      for (let end = start; end <= points.length; end += 2)
        expect(offsets.slice(start, end)).toBe(points.slice(start, end).join(""));
  });
});

test("offsets outside the text become its ends", () => {
  const offsets = new Offsets("a🚀");
  expect([offsets.toUnits(-1), offsets.toUnits(9), offsets.toPoints(-1), offsets.toPoints(9)]).toEqual([
    0, 3, 0, 2,
  ]);
});

test("a hundred thousand characters are asked about quickly", () => {
  const offsets = new Offsets("🚀a".repeat(50_000));
  const before = performance.now();
  for (let at = 0; at < 100_000; at += 1) offsets.toPoints(offsets.toUnits(at));
  expect(performance.now() - before).toBeLessThan(1000);
});
