import { describe, expect, it } from "vitest";
import { wordDiff } from "./wordDiff";

const only = (text: string, other: string) =>
  wordDiff(text, other)[0]
    .filter((piece) => piece.isOnly)
    .map((piece) => piece.text.trim());

describe("the difference of two texts by words", () => {
  it("marks what one has and the other lacks, on both sides", () => {
    const [a, b] = wordDiff("the cat sat on the mat", "the dog sat on a mat");
    expect(a.filter((piece) => piece.isOnly).map((piece) => piece.text)).toEqual(["cat ", "the "]);
    expect(b.filter((piece) => piece.isOnly).map((piece) => piece.text)).toEqual(["dog ", "a "]);
  });
  it("joins to the texts again, blanks and all", () => {
    const texts = ["  one\n two  three ", "one two\tthree four"] as const;
    const found = wordDiff(...texts);
    expect(found.map((side) => side.map((piece) => piece.text).join(""))).toEqual(texts);
  });
  it("marks nothing in equal texts, and all of a text beside an empty one", () => {
    expect(only("a b", "a b")).toEqual([]);
    expect(only("a b", "")).toEqual(["a b"]);
    expect(only("", "a b")).toEqual([]);
  });
  it("marks an insertion only where it stands", () => {
    expect(only("a b c x d e", "a b c d e")).toEqual(["x"]);
    expect(only("a b c d e", "a b c x d e")).toEqual([]);
  });
});
