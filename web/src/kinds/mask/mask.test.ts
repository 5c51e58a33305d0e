import { describe, expect, test } from "vitest";
import type { PixelReader } from "../../canvas/pixels";
import { Grid } from "../../model/raster/grid";
import { createEditor } from "../../state/editor";
import { item, label, question } from "../../state/example";
import type { CaseUnit, Json } from "../types";
import { composeMask } from "./compose";
import mask from "./index";
import { MaskSession } from "./session";
import { areasOf, emptyMask, gridOf, Numbers, readMask, writeMask } from "./value";

const PICTURE = { picture: { type: "image" as const, url: "media/a.jpg", width: 40, height: 30 } };
const ASKED = question("scene", {
  kind: "mask",
  kind_version: "mask.v1",
  labels: [label("road"), label("sky"), label("tree")],
});

function opened(previous?: Json) {
  const editor = createEditor({
    item: item(1, PICTURE),
    questions: [ASKED],
    ...(previous === undefined ? {} : { previous: { scene: previous } }),
  });
  const session = new MaskSession(editor.handle(ASKED));
  const run = (id: string) => session.own.find((command) => command.id === `raster.${id}`)?.run();
  return { editor, session, run, value: () => editor.draft("scene").value };
}

/** The value of lines of digits: 0 for no label, then road, sky, tree. */
function painted(lines: readonly string[]): Json {
  const grid = new Grid(lines[0]?.length ?? 0, lines.length);
  lines.forEach((line, y) => {
    [...line].forEach((digit, x) => {
      grid.paint(x, y, y + 1, { paint: Number(digit) });
    });
  });
  return writeMask(grid, new Numbers(["road", "sky", "tree"]).label);
}

function seen(value: Json | undefined): string[] {
  const read = readMask(value);
  if (!read) return [];
  const grid = gridOf(read, new Numbers(["road", "sky", "tree"]).of);
  return Array.from({ length: grid.height }, (_, y) =>
    Array.from({ length: grid.width }, (_, x) => grid.at({ x, y })).join(""),
  );
}

describe("painting", () => {
  test("needs a label, and each stroke is one step of undo", () => {
    const { session, editor, value } = opened();
    session.pressed({ x: 10, y: 10 });
    session.released();
    expect(session.message.text).toBe("Choose a label first: press its key.");
    session.takeLabel("sky");
    session.pressed({ x: 10, y: 10 });
    session.dragged({ x: 30, y: 10 });
    expect(value()).toBeUndefined(); // not before the stroke ends
    session.released();
    const first = value();
    session.takeLabel("road");
    session.pressed({ x: 10, y: 20 });
    session.released();
    const second = value();
    expect(session.areas().map(({ label }) => label)).toEqual(["road", "sky"]);
    editor.undo();
    expect(value()).toBe(first);
    expect(session.areas().map(({ label }) => label)).toEqual(["sky"]);
    editor.undo();
    expect(value()).toBeUndefined();
    expect(session.areas()).toEqual([]);
    expect(session.unlabeled).toBe(1200);
    editor.redo();
    editor.redo();
    expect(value()).toEqual(second);
    expect(seen(session.write())).toEqual(seen(second));
  });

  test("by keys it is said what Enter does with the tool in hand", () => {
    const { session, run } = opened();
    session.takeLabel("sky");
    run("keys");
    expect(session.message.text).toContain("Enter paints once.");
    for (const [tool, does] of [
      ["fill", "Enter fills"],
      ["polygon", "Enter sets a corner"],
      ["wire", "Enter sets a point"],
      ["smart", "Enter sets a corner of the box"],
      ["extreme", "Enter sets the object's top"],
      ["superpixel", "Enter adds the superpixel"],
    ] as const) {
      session.use(tool);
      run("keys");
      expect(session.message.text).toContain(does);
    }
  });

  test("what is said follows a corner taken back, an outline closed, a dab and undo", () => {
    const { session, run, editor } = opened();
    session.takeLabel("sky");
    run("polygon");
    run("keys");
    for (const id of ["aim_right_10", "aim_down_10", "aim_left_10"]) {
      run("enter");
      run(id);
    }
    run("drop_corner");
    expect(session.message.text).toBe("Corner taken back. 2 left.");
    run("enter");
    run("enter");
    expect(session.message.text).toBe("Outline closed and painted.");
    editor.undo();
    expect(session.message.text).toBe("Taken back.");
    editor.redo();
    expect(session.message.text).toBe("Done again.");
    run("eraser");
    run("enter");
    expect(session.message.text).toMatch(/^\d+, \d+, /);
  });

  test("what the grid shows is what the value holds, after undo, other strokes and reading anew", () => {
    const { session, editor, value } = opened();
    session.takeLabel("tree");
    for (const [x, y] of [
      [3, 3],
      [20, 9],
      [36, 27],
    ] as const) {
      session.pressed({ x, y });
      session.dragged({ x: y, y: x });
      session.released();
    }
    editor.undo();
    session.use("eraser");
    session.pressed({ x: 20, y: 9 });
    session.released();
    const again = opened();
    again.editor.handle(ASKED).set(value());
    expect([...again.session.grid.cells]).toEqual([...session.grid.cells]);
  });

  test("a cancelled stroke changes nothing", () => {
    const { session, value } = opened();
    session.takeLabel("sky");
    session.pressed({ x: 10, y: 10 });
    session.escape();
    session.released();
    expect([value(), session.unlabeled]).toEqual([undefined, 1200]);
  });

  test("a locked label stays, and drawing behind paints only what is free", () => {
    const { session, run } = opened();
    session.takeLabel("sky");
    run("fill");
    session.pressed({ x: 5, y: 5 });
    expect(session.areas()).toEqual([{ label: "sky", area: 1200 }]);
    session.toggleLock();
    session.takeLabel("road");
    run("brush");
    session.pressed({ x: 5, y: 5 });
    session.released();
    expect(session.areas()).toEqual([{ label: "sky", area: 1200 }]);
    session.toggleLock("sky");
    run("behind");
    session.pressed({ x: 5, y: 5 });
    session.released();
    expect(session.areas()).toEqual([{ label: "sky", area: 1200 }]);
    run("behind");
    session.pressed({ x: 5, y: 5 });
    session.released();
    expect(session.areas().map(({ label }) => label)).toEqual(["road", "sky"]);
  });

  test("a polygon is closed on its first corner or by Enter, and paints what it encloses", () => {
    const { session, run } = opened();
    session.takeLabel("tree");
    run("polygon");
    const corners = [
      [0, 0],
      [20, 0],
      [20, 20],
      [0, 20],
    ] as const;
    for (const [x, y] of corners) session.pressed({ x, y });
    expect(session.problem()).toMatch("polygon is open");
    run("enter");
    expect(session.areas()).toEqual([{ label: "tree", area: 400 }]);
    for (const [x, y] of corners.slice(0, 2)) session.pressed({ x, y });
    run("enter");
    expect(session.message.text).toBe("A polygon has three corners or more.");
    run("drop_corner");
    session.escape();
    expect(session.canEscape()).toBe(false);
  });

  test("keys alone draw, relabel and delete", () => {
    const { session, run, value } = opened();
    session.takeLabel("sky");
    run("keys");
    run("toggle_stroke");
    for (let n = 0; n < 10; n += 1) session.arrow(1, 0);
    run("toggle_stroke");
    expect(seen(value()).join("")).toContain("2");
    session.takeLabel("tree");
    run("fill");
    run("enter");
    expect(session.areas().map(({ label }) => label)).toEqual(["tree"]);
    run("remove");
    expect(value()).toBeUndefined();
  });

  test("nothing here is an answer of the picture's size, and painting takes it back", () => {
    const { session, value } = opened();
    expect(session.problem()).toBe("Paint something, or choose Nothing here.");
    session.toggleNothing();
    expect(value()).toEqual(emptyMask(30, 40));
    expect([session.isNothing(), session.problem()]).toEqual([true, undefined]);
    session.takeLabel("sky");
    session.pressed({ x: 5, y: 5 });
    session.released();
    expect(session.isNothing()).toBe(false);
    session.toggleNothing();
    expect(session.message.text).toMatch("Erase it first");
  });

  test("jumping goes to places without a label until there are none", () => {
    const { session, run } = opened();
    session.takeLabel("sky");
    run("fill");
    session.pressed({ x: 5, y: 5 });
    run("jump");
    expect(session.message.text).toBe("Every pixel has a label.");
  });

  test("the mask of the item before is copied when it is as large", () => {
    const { session, value, run } = opened(emptyMask(30, 40));
    expect(session.canCopyPrevious()).toBe(false);
    const other = opened(painted(Array.from({ length: 30 }, () => "1".repeat(40))));
    expect(other.session.canCopyPrevious()).toBe(true);
    run("copy_previous");
    other.session.copyPrevious();
    expect(other.session.areas()).toEqual([{ label: "road", area: 1200 }]);
    expect(opened(painted(["11", "22"])).session.canCopyPrevious()).toBe(false);
    expect(value()).toEqual(emptyMask(30, 40));
  });

  test("a label that the guideline lost stops the answer", () => {
    const { session, editor } = opened();
    editor.handle(ASKED).set({ size: [30, 40], masks: [{ label: "sea", counts: "0`U1" }] });
    expect(session.problem()).toMatch("no longer has sea");
  });
});

test("the summary names shares, the largest first", () => {
  const value = painted(["1122", "2222"]);
  expect(mask.summary(value, ASKED)).toMatch(/^sky 75 %, road 25 %$/i);
  expect(mask.summary(emptyMask(2, 4), ASKED)).toBe("Nothing here");
  expect(areasOf(value)).toEqual({
    areas: [
      { label: "sky", area: 6 },
      { label: "road", area: 2 },
    ],
    total: 8,
  });
});

describe("a ruling composed of regions", () => {
  const A = painted(["111222", "111222", "111000"]);
  const B = painted(["113222", "113222", "113000"]);
  const C = painted(["113222", "113222", "113111"]);
  const unit = (key: string, votes: string[]): CaseUnit => ({ key, votes, members: [] });

  test("takes each region from the answer that was picked", () => {
    const units = [
      unit("region-0", ["road", "road"]),
      unit("region-6", ["road", "tree"]),
      unit("region-9", ["sky", "sky"]),
    ];
    expect(seen(composeMask([A, B], units, { "region-6": 1 }))).toEqual(seen(B));
    expect(seen(composeMask([A, B], units, { "region-6": 0 }))).toEqual(seen(A));
    expect(seen(composeMask([A, B], units, {}))).toEqual(["110222", "110222", "110000"]);
  });

  test("lines beside the regions go by majority, and half to either side on a tie", () => {
    const units = [unit("line-6", ["road", "tree", "tree"]), unit("region-11", ["", "", "road"])];
    expect(seen(composeMask([A, B, C], units, { "region-11": 2 }))).toEqual(seen(C));
    const [left, right] = [painted(["11112222"]), painted(["11222222"])];
    expect(seen(composeMask([left, right], [], {}))).toEqual(["11122222"]);
  });

  test("an answer of another kind composes nothing", () => {
    expect(() => composeMask([[], A], [], {})).toThrow("has a size");
  });
});

describe("superpixels", () => {
  /** A dark left half on a pale ground: superpixels of 8 px keep to it. */
  const halves: PixelReader = (part, { width, height }) => {
    const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, at) => {
      const x = part.x + (Math.floor(at / 4) % width);
      return at % 4 === 3 ? 255 : x < 19 ? 40 : 210;
    });
    return { width, height, data };
  };
  const ready = () => {
    const all = opened();
    all.session.readPixels = halves;
    all.session.spacing = 8;
    all.session.takeLabel("tree");
    all.run("superpixel");
    return all;
  };

  test("are added by a drag, taken away by another, and each drag is one step", () => {
    const { session, editor, value } = ready();
    session.pressed({ x: 4, y: 4 });
    session.dragged({ x: 16, y: 4 });
    session.released();
    const [{ area } = { area: 0 }] = session.areas();
    expect(area).toBeGreaterThan(90);
    expect(session.labelAt({ x: 18, y: 4 })).toBe("tree");
    expect(session.labelAt({ x: 19, y: 4 })).toBe(""); // the edge is kept to, though a cell ends elsewhere
    session.pressed({ x: 4, y: 4 });
    session.dragged({ x: 16, y: 4 });
    session.released();
    expect(session.areas()).toEqual([]);
    editor.undo();
    expect(session.areas()).toEqual([{ label: "tree", area }]);
    editor.undo();
    expect(value()).toBeUndefined();
  });

  test("are taken away without touching another label", () => {
    const { session, run } = ready();
    session.pressed({ x: 4, y: 4 });
    session.released();
    session.takeLabel("road");
    session.width = 3;
    run("brush");
    session.pressed({ x: 4, y: 4 });
    session.released();
    const road = session.areas().find(({ label }) => label === "road");
    session.takeLabel("tree");
    run("superpixel");
    session.pressed({ x: 4, y: 4 });
    session.released();
    expect(session.areas().find(({ label }) => label === "road")).toEqual(road);
  });

  test("are added by keys alone, and their size changes with the brackets", () => {
    const { session, run } = ready();
    run("keys");
    run("enter");
    expect(session.message.text).toBe("Superpixel added.");
    const [{ area } = { area: 0 }] = session.areas();
    run("enter");
    expect(session.areas()).toEqual([]);
    run("wider");
    expect([session.spacing, session.message.text]).toEqual([12, "Superpixels about 12 px wide."]);
    run("enter");
    expect(session.areas()[0]?.area).toBeGreaterThan(area);
  });

  test("wait for the picture", () => {
    const { session, value } = ready();
    session.readPixels = () => undefined;
    session.pressed({ x: 4, y: 4 });
    session.released();
    expect(value()).toBeUndefined();
  });
});

describe("scissors", () => {
  /** A dark square from 10 to 30 and from 8 to 22 on a pale ground. */
  const dark: PixelReader = (part, { width, height }) => {
    const data = Uint8ClampedArray.from({ length: 4 * width * height }, (_, at) => {
      const x = part.x + (Math.floor(at / 4) % width);
      const y = part.y + Math.floor(at / 4 / width);
      return at % 4 === 3 ? 255 : x >= 10 && x < 30 && y >= 8 && y < 22 ? 40 : 210;
    });
    return { width, height, data };
  };
  const ready = () => {
    const all = opened();
    all.session.readPixels = dark;
    all.session.takeLabel("tree");
    all.run("wire");
    return all;
  };

  test("cut along the edge though the clicks lie beside it, and make one step", () => {
    const { session, run, editor, value } = ready();
    for (const [x, y] of [
      [20, 6],
      [9, 15],
      [20, 24],
      [32, 15],
    ] as const)
      session.pressed({ x, y });
    run("enter");
    const [{ area } = { area: 0 }] = session.areas();
    expect(Math.abs(area - 20 * 14)).toBeLessThan(12); // a corner may be cut by a pixel or two
    expect(session.labelAt({ x: 11, y: 10 })).toBe("tree");
    editor.undo();
    expect(value()).toBeUndefined();
  });

  test("take back a corner with the way to it, and hold the answer while they are open", () => {
    const { session, run } = ready();
    session.pressed({ x: 20, y: 6 });
    session.pressed({ x: 9, y: 15 });
    const before = session.lineTo(undefined);
    session.pressed({ x: 35, y: 28 }, { isFree: true });
    expect(session.lineTo(undefined)).toEqual([...before, { x: 35, y: 28 }]); // Alt: straight there
    run("drop_corner");
    expect(session.lineTo(undefined)).toEqual(before);
    expect(session.problem()).toContain("A polygon is open.");
  });
});

describe("a smart outline", () => {
  const until = () => new Promise((done) => setTimeout(done));

  test("is asked for a box in whole pixels, painted as one step, and mended like any other", async () => {
    const { session, editor, value } = opened();
    session.takeLabel("tree");
    session.use("smart");
    const asked: unknown[] = [];
    session.pointing.find = async (url, sought) => {
      asked.push(url, sought);
      return { x: 8, y: 8, width: 10, height: 10, counts: "", runs: [[22, 38]] };
    };
    session.pressed({ x: 10.2, y: 10.7 });
    session.dragged({ x: 17.5, y: 15.1 });
    session.released();
    await until();
    expect(asked).toEqual(["media/a.jpg", { box: { x: 10, y: 10, width: 8, height: 6 } }]);
    expect(session.areas()).toEqual([{ label: "tree", area: 16 }]);
    expect(session.labelAt({ x: 10, y: 10 })).toBe("tree");
    expect(session.labelAt({ x: 11, y: 16 })).toBe("");
    editor.undo();
    expect(value()).toBeUndefined();
  });

  test("that is not found says why and paints nothing", async () => {
    const { session, value } = opened();
    session.takeLabel("tree");
    session.use("smart");
    session.pointing.find = async () => "No object stands out.";
    session.pressed({ x: 10, y: 10 });
    session.dragged({ x: 20, y: 20 });
    session.released();
    await until();
    expect([session.message.text, value()]).toEqual(["No object stands out.", undefined]);
  });

  test("given up in between changes nothing when the answer comes", async () => {
    const { session, value } = opened();
    session.takeLabel("tree");
    session.use("smart");
    session.pointing.find = async () => ({ x: 0, y: 0, width: 5, height: 5, counts: "", runs: [[0, 25]] });
    session.pressed({ x: 10, y: 10 });
    session.dragged({ x: 20, y: 20 });
    session.released();
    session.escape();
    await until();
    expect(value()).toBeUndefined();
  });

  test("is asked for with the four outermost points, the last of which can be taken back", async () => {
    const { session, run } = opened();
    session.takeLabel("tree");
    run("extreme");
    const asked: unknown[] = [];
    session.pointing.find = async (_, sought) => {
      asked.push(sought);
      return { x: 8, y: 8, width: 10, height: 10, counts: "", runs: [[22, 38]] };
    };
    const click = (x: number, y: number) => {
      session.pressed({ x, y });
      session.released();
    };
    click(12, 8);
    expect(session.message.text).toBe("Now the object's left: point 2 of 4.");
    click(12.4, 8.4); // a double click is one point
    click(30, 30);
    run("drop_corner");
    click(8.9, 12.2);
    click(12, 17);
    await until();
    expect(asked).toEqual([]);
    click(17, 12);
    await until();
    const points = [
      { x: 12, y: 8 },
      { x: 8, y: 12 },
      { x: 12, y: 17 },
      { x: 17, y: 12 },
    ];
    expect(asked).toEqual([{ points }]);
    expect(session.areas()).toEqual([{ label: "tree", area: 16 }]);
  });

  test("of what reaches the picture's edge is asked for with pixels inside it", async () => {
    const { session, run } = opened();
    session.takeLabel("tree");
    run("extreme");
    const asked: unknown[] = [];
    session.pointing.find = async (_, sought) => {
      asked.push(sought);
      return "No object stands out.";
    };
    for (const [x, y] of [
      [20, 5],
      [10, 15],
      [20, 44],
      [55, 15],
    ] as const) {
      session.pressed({ x, y });
      session.released();
    }
    await until();
    const points = [
      { x: 20, y: 5 },
      { x: 10, y: 15 },
      { x: 20, y: 29 },
      { x: 39, y: 15 },
    ];
    expect(asked).toEqual([{ points }]);
  });

  test("between four points is asked for by keys alone", async () => {
    const { session, run } = opened();
    session.takeLabel("tree");
    run("extreme");
    session.pointing.find = async () => ({ x: 0, y: 0, width: 5, height: 5, counts: "", runs: [[0, 25]] });
    run("keys");
    for (const [dx, dy] of [
      [0, -8],
      [-8, 8],
      [8, 8],
      [8, -8],
    ] as const) {
      session.arrow(dx, dy);
      run("enter");
    }
    await until();
    expect(session.areas()).toEqual([{ label: "tree", area: 25 }]);
  });

  test.each([
    ["box", { modelBox: { x: 10, y: 10, width: 10, height: 6 } }],
    ["points", { modelPoint: { x: 10, y: 10 } }],
  ] as const)("is found by the project's own model, which is told of a %s", async (takes, sought) => {
    const { session, run } = opened();
    session.takeLabel("tree");
    expect(session.own.find(({ id }) => id === "raster.model")?.enabled?.()).toBe(false);
    session.pointing.model = { name: "Own", takes };
    run("model");
    const asked: unknown[] = [];
    session.pointing.find = async (_, what) => {
      asked.push(what);
      return { x: 8, y: 8, width: 10, height: 10, counts: "", runs: [[22, 38]] };
    };
    session.pressed({ x: 10, y: 10 });
    session.dragged({ x: 20, y: 16 });
    session.released();
    await until();
    expect(asked).toEqual([sought]);
    expect(session.areas()).toEqual([{ label: "tree", area: 16 }]);
  });

  test("is asked for by keys: Enter at two corners", async () => {
    const { session, run } = opened();
    session.takeLabel("tree");
    session.use("smart");
    session.pointing.find = async () => ({ x: 0, y: 0, width: 5, height: 5, counts: "", runs: [[0, 25]] });
    run("keys");
    run("enter");
    for (let n = 0; n < 8; n += 1) session.arrow(1, 1);
    expect(session.pointing.box).toMatchObject({ width: 9, height: 9 });
    run("enter");
    await until();
    expect(session.areas()).toEqual([{ label: "tree", area: 25 }]);
  });
});
