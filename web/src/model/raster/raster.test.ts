import { describe, expect, test } from "vitest";
import { decodeCounts, encodeCounts } from "./counts";
import { Grid, openNumbers } from "./grid";
import {
  connected,
  extentOf,
  nextWidth,
  paintConnected,
  paintNumber,
  paintPolygon,
  paintStroke,
  placesOf,
  WIDTHS,
} from "./shapes";

/** The grid as lines of digits, for the eye. */
const seen = (grid: Grid): string[] =>
  Array.from({ length: grid.height }, (_, y) =>
    Array.from({ length: grid.width }, (_, x) => grid.at({ x, y })).join(""),
  );

function loaded(lines: readonly string[]): Grid {
  const grid = new Grid(lines[0]?.length ?? 0, lines.length);
  lines.forEach((line, y) => {
    [...line].forEach((digit, x) => {
      grid.paint(x, y, y + 1, { paint: Number(digit) });
    });
  });
  grid.touch({ left: 0, top: 0, right: grid.width, bottom: grid.height });
  grid.settle();
  return grid;
}

const texts = (grid: Grid) =>
  [...grid.lengths()].map(([number, lengths]) => [number, encodeCounts(lengths)] as const);

describe("run lengths as text", () => {
  test.each([
    [[600, 600], "hb0hb0"],
    [[0, 600, 600], "0hb0hb0"],
    [[5, 2, 2, 3], "5221"],
    [[1200], "`U1"],
  ])("%j is the text that other tools write", (lengths, text) => {
    expect(encodeCounts(lengths)).toBe(text);
    expect(decodeCounts(text)).toEqual(lengths);
  });

  test("long runs come back", () => {
    const lengths = [8_847_359, 1, 0x3fffffff, 15, 16, 17, 31, 32, 1];
    expect(decodeCounts(encodeCounts(lengths))).toEqual(lengths);
  });

  test("a text that breaks off is refused", () => {
    expect(() => decodeCounts("`")).toThrow("break off");
  });
});

describe("a grid", () => {
  test("what is stored and read again is the same, however often", () => {
    const grid = loaded(["0110", "0122", "3322"]);
    let again = grid;
    for (let n = 0; n < 3; n += 1) {
      const next = new Grid(4, 3);
      next.load(texts(again));
      again = next;
    }
    expect(seen(again)).toEqual(seen(grid));
    expect(again.area(2)).toBe(4);
    expect(again.area(0)).toBe(3);
  });

  test("a stroke is one step, back and again", () => {
    const grid = loaded(["0110", "0110"]);
    paintStroke(grid, { x: 0.5, y: 0.5 }, { x: 3.5, y: 0.5 }, 1, { paint: 2 });
    const step = grid.settle();
    if (!step) throw new Error("nothing changed");
    expect(seen(grid)).toEqual(["2222", "0110"]);
    grid.apply(step, "back");
    expect(seen(grid)).toEqual(["0110", "0110"]);
    expect([grid.area(0), grid.area(1), grid.area(2)]).toEqual([4, 4, 0]);
    grid.apply(step, "again");
    expect(seen(grid)).toEqual(["2222", "0110"]);
  });

  test("a cancelled stroke leaves nothing behind", () => {
    const grid = loaded(["0110"]);
    paintStroke(grid, { x: 0, y: 0 }, { x: 4, y: 0 }, 5, { paint: 3 });
    grid.revert();
    expect(seen(grid)).toEqual(["0110"]);
    expect(grid.settle()).toBeUndefined();
  });
});

describe("a brush", () => {
  test("of one pixel paints that pixel, wherever in it the point lies", () => {
    for (const at of [0.01, 0.5, 0.99]) {
      const grid = new Grid(3, 3);
      paintStroke(grid, { x: 1 + at, y: 1 + at }, { x: 1 + at, y: 1 + at }, 1, { paint: 1 });
      expect(seen(grid)).toEqual(["000", "010", "000"]);
    }
  });

  test("is round, and a dab is the same from all sides", () => {
    const grid = new Grid(7, 7);
    paintStroke(grid, { x: 3.5, y: 3.5 }, { x: 3.5, y: 3.5 }, 5, { paint: 1 });
    expect(seen(grid)).toEqual(["0000000", "0011100", "0111110", "0111110", "0111110", "0011100", "0000000"]);
  });

  test("a fast stroke has no gaps and no bulge: it is what slow dabs make", () => {
    const [fast, slow] = [new Grid(60, 50), new Grid(60, 50)];
    const [from, to] = [
      { x: 10.5, y: 8.5 },
      { x: 44.5, y: 37.5 },
    ];
    paintStroke(fast, from, to, 9, { paint: 1 });
    for (let n = 0; n <= 2000; n += 1) {
      const x = from.x + ((to.x - from.x) * n) / 2000;
      const y = from.y + ((to.y - from.y) * n) / 2000;
      for (let column = 0; column < 60; column += 1)
        for (let row = 0; row < 50; row += 1)
          if (Math.hypot(column + 0.5 - x, row + 0.5 - y) <= 4.5)
            slow.paint(column, row, row + 1, { paint: 1 });
    }
    let differing = 0;
    fast.cells.forEach((cell, at) => {
      if (cell !== slow.cells[at]) differing += 1;
    });
    expect(differing).toBeLessThanOrEqual(2); // of the sampling of the slow one
  });

  test("stays inside the picture and off what is closed", () => {
    const grid = loaded(["1200", "1200"]);
    paintStroke(grid, { x: -2, y: 0 }, { x: 9, y: 0 }, 9, {
      paint: 3,
      open: openNumbers(3, (number) => number !== 2),
    });
    expect(seen(grid)).toEqual(["3233", "3233"]);
  });

  test("widths go up and down by a key, and end", () => {
    expect(nextWidth(20, 1)).toBe(28);
    expect(nextWidth(20, -1)).toBe(14);
    expect(nextWidth(1, -1)).toBe(1);
    expect(nextWidth(600, 1)).toBe(600);
    expect([...WIDTHS].sort((a, b) => a - b)).toEqual(WIDTHS);
  });

  test("with a radius of 300 on a 4K picture moves within 4 ms, and its step goes back within 20 ms", () => {
    const grid = new Grid(4096, 2160);
    const rule = { paint: 2, open: openNumbers(3, (number) => number !== 1) };
    const moves: number[] = [];
    for (let n = 0; n < 60; n += 1) {
      const from = performance.now();
      paintStroke(grid, { x: 400 + n * 40, y: 900 }, { x: 440 + n * 40, y: 905 }, 600, rule);
      moves.push(performance.now() - from);
    }
    const step = grid.settle();
    if (!step) throw new Error("nothing changed");
    const steps: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      const from = performance.now();
      grid.apply(step, n % 2 ? "again" : "back");
      steps.push(performance.now() - from);
    }
    // the least: what else runs on this machine is no part of it
    expect(Math.min(...moves)).toBeLessThan(4);
    expect(Math.min(...steps)).toBeLessThan(20);
  });
});

describe("fills and polygons", () => {
  test("a fill takes the connected pixels of one number", () => {
    const grid = loaded(["0010", "1110", "0000"]);
    expect(paintConnected(grid, { x: 0, y: 0 }, { paint: 5 })).toEqual({
      left: 0,
      top: 0,
      right: 2,
      bottom: 1,
    });
    expect(seen(grid)).toEqual(["5510", "1110", "0000"]);
    expect(paintConnected(grid, { x: 0, y: 0 }, { paint: 5 })).toBeUndefined();
    expect(paintConnected(grid, { x: 9, y: 9 }, { paint: 5 })).toBeUndefined();
  });

  test("connected pixels have their extent", () => {
    const grid = loaded(["0110", "0100", "0001"]);
    expect(extentOf(connected(grid, { x: 1, y: 1 }), 3)).toEqual({ left: 1, top: 0, right: 3, bottom: 2 });
  });

  test("a polygon holds the pixels whose middles it encloses: its area, not its edge", () => {
    const grid = new Grid(8, 6);
    const square = [
      { x: 1, y: 1 },
      { x: 5, y: 1 },
      { x: 5, y: 4 },
      { x: 1, y: 4 },
    ];
    paintPolygon(grid, square, { paint: 1 });
    grid.settle();
    expect(grid.area(1)).toBe(12);
    paintPolygon(grid, [...square].reverse(), { paint: 1 });
    expect(grid.settle()).toBeUndefined();
  });

  test("a number is given to another everywhere", () => {
    const grid = loaded(["0110", "1001"]);
    paintNumber(grid, 1, 2);
    expect(seen(grid)).toEqual(["0220", "2002"]);
  });

  test("places of a number lie on it, the fullest part first", () => {
    const grid = new Grid(100, 100);
    grid.load([[1, encodeCounts([64 * 100, 36 * 100])]]);
    paintStroke(grid, { x: 3, y: 3 }, { x: 3, y: 3 }, 1, { paint: 1 });
    grid.settle();
    const places = placesOf(grid, 1);
    expect(places.every((place) => grid.at(place) === 1)).toBe(true);
    expect(places.at(-1)).toEqual({ x: 3.5, y: 3.5 });
    expect(placesOf(grid, 7)).toEqual([]);
  });
});
