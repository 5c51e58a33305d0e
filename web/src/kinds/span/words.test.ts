import { describe, expect, test } from "vitest";
import { isRightToLeft, paragraphsOf, Words } from "./words";

const picked = (words: Words, start: number, end: number, isExact = false) => {
  const found = words.snap({ start, end }, isExact);
  return found && words.text.slice(found.start, found.end);
};

test("paragraphs end at any line break, and nothing of the text is lost", () => {
  const text = "one\r\ntwo\rthree\n\nfive";
  const found = paragraphsOf(text);
  expect(found.map(({ start, end }) => text.slice(start, end))).toEqual(["one", "two", "three", "", "five"]);
  expect(found.map(({ start, next }) => text.slice(start, next)).join("")).toBe(text);
  expect(paragraphsOf("")).toEqual([{ start: 0, end: 0, next: 0 }]);
});

test("a piece grows to whole words and loses the blanks round it", () => {
  const words = new Words("Ana Vega left  New York.");
  expect(picked(words, 1, 6)).toBe("Ana Vega");
  expect(picked(words, 8, 15)).toBe("left");
  expect(picked(words, 16, 24)).toBe("New York.");
  expect(picked(words, 22, 17)).toBe("New York");
  expect(picked(words, 13, 15)).toBeUndefined();
});

test("single characters are taken as they are, but never half of one", () => {
  const words = new Words("e\u0301t 👩🏽‍🚀!");
  expect(picked(words, 0, 1, true)).toBe("e\u0301");
  expect(picked(words, 5, 6, true)).toBe("👩🏽‍🚀");
  expect(picked(words, 2, 3, true)).toBe("t");
});

test("tokens stand between blanks, whatever is in them, and cannot be cut", () => {
  const words = new Words("U.N. chief 's visit", "token");
  expect(picked(words, 1, 2)).toBe("U.N.");
  expect(picked(words, 6, 12, true)).toBe("chief 's");
});

describe("tokens that the text brought along", () => {
  const text = "I don't know👩🏽‍🚀.\nNo";
  const tokens = [
    [0, 1],
    [2, 4],
    [4, 7],
    [8, 12],
    [12, 19],
    [19, 20],
    [21, 23],
  ].map(([start = 0, end = 0]) => ({
    start,
    end,
  }));

  test("are its words, and characters can be taken all the same", () => {
    const words = new Words(text, "word", tokens);
    expect(picked(words, 3, 4)).toBe("do");
    expect(picked(words, 5, 9)).toBe("n't know");
    expect(picked(words, 1, 2)).toBeUndefined();
    expect(picked(words, 5, 6, true)).toBe("'");
    expect(words.under(7)).toEqual({ start: 4, end: 7 });
  });

  test("are not cut where only tokens may be taken", () => {
    expect(picked(new Words(text, "token", tokens), 5, 6, true)).toBe("n't");
  });

  test("are what steps go by", () => {
    const words = new Words(text, "word", tokens);
    const places = [0];
    for (let next = words.step(0, 1); next !== places.at(-1); next = words.step(next, 1)) places.push(next);
    expect(places).toEqual([0, 1, 4, 7, 12, 19, 20, 23]);
  });

  test("play no part where single characters are asked for", () => {
    expect(picked(new Words(text, "character", tokens), 5, 6)).toBe("'");
  });
});

test("words of texts without blanks are words", () => {
  const words = new Words("私は東京に住んでいます");
  expect(picked(words, 2, 3)).toBe("東京");
});

describe("steps", () => {
  const text = "Ana, 👩🏽‍🚀.\r\nשלום";
  const words = new Words(text);
  const walk = (way: 1 | -1, isExact: boolean) => {
    const places = [way > 0 ? 0 : text.length];
    for (;;) {
      const at = places.at(-1) ?? 0;
      const next = words.step(at, way, isExact);
      if (next === at) return places;
      places.push(next);
    }
  };

  test("forwards go to the ends of words and signs, backwards to their beginnings", () => {
    const forth = walk(1, false);
    expect(forth.slice(1).map((at, n) => text.slice(forth[n], at).trim())).toEqual([
      "Ana",
      ",",
      "👩🏽‍🚀",
      ".",
      "שלום",
    ]);
    const back = walk(-1, false);
    expect(back.slice(1).map((at) => text.slice(at).slice(0, 2))).toEqual(["של", ".\r", "👩", ", ", "An"]);
  });

  test("by characters, a line break is one and an emoji is one", () => {
    const places = walk(1, true);
    expect(places.slice(1).map((at, n) => text.slice(places[n], at))).toEqual([
      ..."Ana, ",
      "👩🏽‍🚀",
      ".",
      "\r\n",
      ..."שלום",
    ]);
    expect(walk(-1, true)).toEqual([...places].reverse());
  });
});

test("the first letter says from where a paragraph is read", () => {
  expect(["שלום a", "12 مرحبا", "a שלום", "12", ""].map(isRightToLeft)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
