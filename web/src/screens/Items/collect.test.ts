import { describe, expect, it } from "vitest";
import { type Found, parcelsOf } from "./collect";

const found = (...paths: string[]): Found[] =>
  paths.map((path) => ({ path, file: new File(["x"], path.split("/").at(-1) ?? "") }));

const shape = (...paths: string[]) =>
  parcelsOf(found(...paths)).map(({ name, files, isPacked }) => [name, files.length, isPacked]);

describe("files given together", () => {
  it("are one import for each table, and one for all pictures", () => {
    expect(shape("a.csv", "1.png", "2.png", "b.jsonl")).toEqual([
      ["a.csv", 1, false],
      ["b.jsonl", 1, false],
      ["2 pictures.zip", 2, true],
    ]);
  });
  it("stay themselves when there is one", () => expect(shape("one.txt")).toEqual([["one.txt", 1, false]]));
  it("of a folder are one archive of its name, without what is hidden", () => {
    expect(shape("cells/.DS_Store", "cells/a.jpg", "cells/x/b.jpg", "cells/notes.csv")).toEqual([
      ["cells.zip", 3, true],
    ]);
  });
  it("without a folder are named by what they are", () => {
    expect(shape("a.txt", "b.txt")).toEqual([["2 texts.zip", 2, true]]);
    expect(shape("a.txt", "b.png")).toEqual([["2 files.zip", 2, true]]);
    expect(shape("x/a.png", "y/b.png")).toEqual([["2 pictures.zip", 2, true]]);
  });
  it("are nothing when there are none", () => expect(shape()).toEqual([]));
});
