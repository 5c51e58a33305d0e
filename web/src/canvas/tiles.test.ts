import { expect, test } from "vitest";
import { TILE } from "./overlay";
import { labelLook, packed, patternOf, stripedLook } from "./tiles";

test("a colour is packed as the canvas reads it, long or short", () => {
  expect(packed("#ee9900", 1)).toBe(0xff0099ee);
  expect(packed("#e90", 1)).toBe(packed("#ee9900", 1));
  expect(packed("#ffffff", 0)).toBe(0x00ffffff);
});

test("labels that share a colour have other patterns", () => {
  expect(patternOf(0)).not.toBe(patternOf(12));
  expect(new Set([0, 1, 2, 3, 4, 5].map(patternOf)).size).toBe(6);
});

test("at opacity 0 an area shows its outline alone", () => {
  const { tile, edge } = labelLook("#ee9900", 1, 0);
  expect(tile.every((pixel) => pixel >>> 24 === 0)).toBe(true);
  expect(edge >>> 24).toBe(255);
});

test("stripes give every answer a part of the tile", () => {
  const { tile } = stripedLook(["#ff0000", "", "#0000ff"], 0.5, "#ffffff");
  const seen = new Set(tile);
  expect(tile.length).toBe(TILE * TILE);
  expect(seen.size).toBe(3);
});
