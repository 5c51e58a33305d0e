import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clashes } from "../../keys/keymap";
import { Grid } from "../../model/raster/grid";
import { paintPolygon } from "../../model/raster/shapes";
import { pointOf, type Ring } from "../../model/rings";
import { createEditor } from "../../state/editor";
import { item, label, question } from "../../state/example";
import { planted, readerOf, seenIoU } from "../parts/smart/planted";
import type { Json, QuestionOut } from "../types";
import polygonKind from "./index";
import { outlineOf, type Polygon, rectOf, writePolygons } from "./kernel";
import { PolygonSession } from "./session";

const PICTURE = { image: { type: "image" as const, url: "media/x/y.jpg", width: 640, height: 480 } };
const ASKED = [
  { key: "flooded", title: "Flooded" },
  { key: "stage", title: "Stage", choices: ["green", "ripe"] },
];

let nthQuestion = 0;
const opened: PolygonSession[] = [];

/** A session on a question of its own: labels stay chosen from item to item. */
function open(
  options: {
    polygons?: Polygon[];
    previous?: Json;
    options?: QuestionOut["options"];
    picture?: boolean;
  } = {},
) {
  nthQuestion += 1;
  const asked = question(`fields${nthQuestion}`, {
    kind: "polygon",
    kind_version: "polygon.v1",
    units: "found",
    labels: [label("wheat"), label("maize")],
    options: options.options ?? {},
  });
  const given = (value: Json | undefined) => (value === undefined ? {} : { [asked.key]: value });
  const editor = createEditor({
    item: item(1, options.picture === false ? {} : PICTURE),
    questions: [asked],
    initial: given(options.polygons && writePolygons(options.polygons)),
    previous: given(options.previous),
  });
  const session = new PolygonSession(editor.handle(asked));
  opened.push(session);
  return { session, editor, value: () => editor.draft(asked.key).value };
}

function run(session: PolygonSession, ...keys: string[]): void {
  for (const key of keys) {
    const found = session.commands.find((each) => each.keys.includes(key) && each.enabled?.() !== false);
    if (!found) throw new Error(`No command takes ${key} now.`);
    found.run();
  }
}

type At = readonly [number, number];

function press(session: PolygonSession, [x, y]: At, [toX, toY]: At = [x, y], on = {}, isFree = false): void {
  session.gestureEvent({ type: "down", at: { x, y }, on }, isFree);
  if (toX !== x || toY !== y) session.gestureEvent({ type: "move", at: { x: toX, y: toY } }, isFree);
  session.gestureEvent({ type: "up", at: { x: toX, y: toY } }, isFree);
}

const clicks = (session: PolygonSession, ...spots: At[]) => {
  for (const spot of spots) press(session, spot);
};

const square = (id: string, x = 100, size = 80): Polygon => ({
  id,
  label: "wheat",
  parts: [{ outline: outlineOf({ x, y: 100 }, { x: x + size, y: 100 + size }), holes: [] }],
});
const outline = (session: PolygonSession, at = 0): Ring => session.objects[at]?.parts[0]?.outline ?? [];

beforeEach(() => localStorage.clear());
afterEach(() => {
  for (const session of opened.splice(0)) session.dispose();
});

test("no two commands claim one key, with attributes too", () => {
  expect(clashes(open({ options: { attributes: ASKED } }).session.commands)).toEqual([]);
});

test("keys that the label screen needs are left to it while there is nothing to do with them here", () => {
  const { session } = open({ polygons: [square("a")] });
  const taken = (key: string) =>
    session.commands.some((each) => each.keys.includes(key) && each.enabled?.() !== false);
  expect(["Enter", "Space", "Escape", "C", "Alt+ArrowLeft", "ArrowUp"].filter(taken)).toEqual([]);
  expect(["U", "G", "Mod+Z", "Shift+Enter"].filter(taken)).toEqual([]);
});

describe("the hand", () => {
  test("clicks set points, the first one closes", () => {
    const { session, value } = open();
    run(session, "1");
    clicks(session, [10, 10], [100, 10], [100, 80]);
    expect(session.problem()).toMatch(/Close the outline first/);
    expect(value()).toBeUndefined();
    clicks(session, [12, 11]);
    expect(session.objects).toMatchObject([{ label: "wheat" }]);
    expect(outline(session)).toEqual([
      [10, 10],
      [100, 10],
      [100, 80],
    ]);
    expect(session.problem()).toBeUndefined();
  });

  test("the last point clicked twice closes too, and so do C and Enter", () => {
    for (const finish of [
      (s: PolygonSession) => clicks(s, [100, 80]),
      ...["C", "Enter"].map((key) => (s: PolygonSession) => run(s, key)),
    ]) {
      const { session } = open();
      run(session, "1");
      clicks(session, [10, 10], [100, 10], [100, 80]);
      finish(session);
      expect(outline(session)).toHaveLength(3);
    }
  });

  test("an outline that crosses itself is not closed, and its points stay to be taken back", () => {
    const { session } = open();
    run(session, "1");
    clicks(session, [10, 10], [100, 100], [100, 10], [10, 100]);
    run(session, "C");
    expect(session.objects).toEqual([]);
    expect(session.message.text).toMatch(/cross or touch itself/);
    run(session, "Backspace", "C");
    expect(outline(session)).toHaveLength(3);
  });

  test("points beyond the border lie on it", () => {
    const { session } = open();
    run(session, "1");
    clicks(session, [600, 400], [900, 400], [900, 700]);
    run(session, "C");
    expect(outline(session)).toEqual([
      [600, 400],
      [640, 400],
      [640, 480],
    ]);
  });

  test("a point is dragged, and one that would make the outline cross goes back", () => {
    const { session } = open({ polygons: [square("a")] });
    const [polygon] = session.objects;
    const grip = { polygon, at: { part: 0, ring: 0, at: 2 } };
    press(session, [180, 180], [200, 190], { hit: "a", grip });
    expect(outline(session)[2]).toEqual([200, 190]);
    press(session, [200, 190], [120, 60], { hit: "a", grip: { ...grip, polygon: session.objects[0] } });
    expect(outline(session)[2]).toEqual([200, 190]);
    expect(session.message.text).toMatch(/Not changed/);
  });

  test("dragging an edge puts a new point there", () => {
    const { session } = open({ polygons: [square("a")] });
    const grip = { polygon: session.objects[0], at: { part: 0, ring: 0, at: 0 }, isNew: true };
    press(session, [140, 100], [140, 60], { hit: "a", grip });
    expect(outline(session)).toHaveLength(5);
    expect(outline(session)[1]).toEqual([140, 60]);
  });

  test("a polygon is dragged whole in the select tool, in one step of undo", () => {
    const { session, editor } = open({ polygons: [square("a")] });
    run(session, "V");
    press(session, [140, 140], [160, 150], { hit: "a", grip: { polygon: session.objects[0] } });
    expect(session.objects.map(rectOf)).toMatchObject([{ x: 120, y: 110 }]);
    editor.undo();
    expect(session.objects.map(rectOf)).toMatchObject([{ x: 100, y: 100 }]);
    expect(editor.canUndo).toBe(false);
  });

  test("points snap to the corners and edges of other polygons, unless told not to", () => {
    const { session } = open({ polygons: [square("a")] });
    run(session, "1");
    clicks(session, [183, 102], [300, 100], [300, 180], [182, 177]);
    run(session, "C");
    expect(outline(session, 1)).toEqual([
      [180, 100],
      [300, 100],
      [300, 180],
      [180, 180],
    ]);
    run(session, "V", "P", "Shift+N");
    clicks(session, [183, 202]);
    press(session, [97, 240]);
    press(session, [97, 140]);
    run(session, "C");
    expect(outline(session, 2)[2]).toEqual([97, 140]);
  });
});

describe("parts and holes", () => {
  test("another part and a hole are drawn into the selected polygon", () => {
    const { session } = open({ polygons: [square("a")] });
    run(session, ".", "Shift+P");
    clicks(session, [300, 100], [350, 100], [350, 150]);
    run(session, "C");
    run(session, "Shift+O");
    clicks(session, [120, 120], [140, 120], [140, 140]);
    run(session, "C");
    expect(session.objects).toHaveLength(1);
    expect(session.objects[0]?.parts.map((part) => part.holes.length)).toEqual([1, 0]);
  });

  test("a hole outside the polygon is refused, and the next outline is a new polygon again", () => {
    const { session } = open({ polygons: [square("a")] });
    run(session, "1", ".", "Shift+O");
    clicks(session, [300, 120], [340, 120], [340, 140]);
    run(session, "C");
    expect(session.objects).toEqual([square("a")]);
    expect(session.message.text).toMatch(/inside its outline/);
    run(session, "Escape");
    clicks(session, [300, 320], [340, 320], [340, 340]);
    run(session, "1", "C");
    expect(session.objects).toHaveLength(2);
  });
});

describe("keys alone", () => {
  test("a polygon is drawn, a point moved, inserted and deleted, the whole moved, relabeled and deleted", () => {
    const { session, value } = open();
    run(session, "1", "K", "Enter");
    run(session, ...Array<string>(5).fill("Shift+ArrowRight"), "Enter");
    run(session, ...Array<string>(4).fill("Shift+ArrowDown"), "Enter", "C");
    expect(outline(session)).toEqual([
      [320, 240],
      [370, 240],
      [370, 280],
    ]);
    expect(session.message.text).toBe("WHEAT, 3 points, 50 by 40 at 320, 240. Drawn.");
    run(session, "]", "ArrowLeft", "Shift+ArrowUp");
    expect(outline(session)[0]).toEqual([319, 230]);
    expect(session.message.text).toBe("Point 1 of 3, at 319, 230");
    run(session, "I", "Shift+ArrowUp");
    expect(outline(session)).toHaveLength(4);
    run(session, "[", "Delete");
    expect(outline(session)).toHaveLength(3);
    run(session, "Escape", "ArrowDown");
    expect(outline(session)[1]).toEqual([370, 241]);
    run(session, "Alt+Shift+ArrowRight");
    run(session, "2");
    expect(session.objects.map((each) => each.label)).toEqual(["maize"]);
    run(session, "Delete");
    expect(value()).toBeUndefined();
    run(session, "0");
    expect(value()).toEqual([]);
  });

  test("Enter at the first point closes, and Backspace takes points back", () => {
    const { session } = open();
    run(
      session,
      "1",
      "K",
      "Enter",
      "Shift+ArrowRight",
      "Enter",
      "Shift+ArrowDown",
      "Enter",
      "Backspace",
      "Enter",
    );
    run(session, "Shift+ArrowLeft", "Shift+ArrowUp");
    expect(session.message.text).toMatch(/at the first point/);
    run(session, "Enter");
    expect(outline(session)).toHaveLength(3);
  });

  test("Escape goes back one level at a time", () => {
    const { session } = open({ polygons: [square("a")] });
    run(session, ".", "]", "Escape");
    expect([session.spot, session.selection?.id]).toEqual([undefined, "a"]);
    run(session, "Shift+O", "K", "Enter", "Escape");
    expect([session.gesture.phase, session.aim !== undefined]).toEqual(["idle", true]);
    run(session, "Escape", "Escape");
    expect(session.purpose.as).toBe("new");
    run(session, "Escape");
    expect(session.canEscape()).toBe(false);
  });

  test("a label key while drawing is for what is drawn", () => {
    const { session } = open();
    run(session, "1");
    clicks(session, [10, 10], [100, 10], [100, 80]);
    run(session, "2", "C");
    expect(session.objects.map((each) => each.label)).toEqual(["maize"]);
  });
});

describe("attributes", () => {
  test("their letters say them of the selected polygon, and undo takes them back", () => {
    const { session, editor, value } = open({ polygons: [square("a")], options: { attributes: ASKED } });
    run(session, ".", "L");
    expect(value()).toMatchObject([{ attributes: { flooded: true } }]);
    run(session, "T");
    run(session, "T");
    expect(value()).toMatchObject([{ attributes: { flooded: true, stage: "ripe" } }]);
    expect(session.message.text).toBe("Stage: ripe: WHEAT.");
    run(session, "T", "L");
    expect(value()).toEqual(writePolygons([square("a")]));
    editor.undo();
    expect(value()).toMatchObject([{ attributes: { flooded: true } }]);
  });

  test("without an object in hand their keys do nothing", () => {
    const { session } = open({ options: { attributes: ASKED } });
    expect(() => run(session, "L")).toThrow();
  });
});

describe("what cannot be submitted", () => {
  test("polygons that the server would refuse, told by their number", () => {
    const bow = {
      ...square("b"),
      parts: [
        {
          outline: [
            [0, 0],
            [9, 9],
            [9, 0],
            [0, 9],
          ] as Ring,
          holes: [],
        },
      ],
    };
    const { session } = open({ polygons: [square("a"), bow] });
    expect(session.problem()).toBe("Polygon 2: The outline would cross or touch itself.");
    expect(session.faulty().map((each) => each.id)).toEqual(["b"]);
  });

  test("polygons with a label that the guideline lost", () => {
    const { session } = open({ polygons: [{ ...square("a"), label: "rye" }] });
    expect(session.problem()).toMatch(/1 polygon has a label that the guideline no longer has/);
  });

  test("an item without a picture, and one whose picture is broken", () => {
    expect(open({ picture: false }).session.problem()).toMatch(/no picture/);
    const { session } = open();
    run(session, "1");
    session.setBroken(true);
    clicks(session, [10, 10]);
    expect([session.gesture.phase, session.problem()]).toEqual([
      "idle",
      expect.stringMatching(/cannot be shown/),
    ]);
  });

  test("an outline smaller than the question allows is not closed, and its points stay", () => {
    const { session } = open({ options: { min_area: 5000 } });
    run(session, "1");
    clicks(session, [10, 10], [60, 10], [60, 25]);
    run(session, "C");
    expect([session.objects.length, session.message.text]).toEqual([
      0,
      expect.stringMatching(/at least 5\u202f000/),
    ]);
    expect(session.gesture).toMatchObject({ phase: "drawing", spots: { length: 3 } });
  });

  test("an outline without a label waits for one", () => {
    const { session, value } = open();
    clicks(session, [10, 10], [60, 10], [60, 65]);
    run(session, "C");
    expect([value(), session.problem()]).toEqual([undefined, expect.stringMatching(/its label first/)]);
    run(session, "2");
    expect(session.objects).toMatchObject([{ label: "maize" }]);
  });
});

test("polygons of the item before are added, and simplifying leaves points out", () => {
  const rough = {
    ...square("x"),
    parts: [{ outline: [...outlineOf({ x: 10, y: 10 }, { x: 90, y: 90 }), [10, 50.1]] as Ring, holes: [] }],
  };
  const { session } = open({ polygons: [square("a")], previous: writePolygons([rough]) as Json });
  run(session, "Shift+D", ",", "Shift+S");
  expect(session.objects).toHaveLength(2);
  expect(outline(session, 1)).toHaveLength(4);
  expect(session.message.text).toBe("1 point fewer, 4 left.");
});

test("the probe for browser tests reads and cannot change", () => {
  const { session } = open({ polygons: [square("a")] });
  const shapes = window.__goldsmith_polygon?.shapes() as unknown as { label: string }[];
  for (const shape of shapes) shape.label = "changed";
  expect(session.objects[0]?.label).toBe("wheat");
  session.dispose();
  expect(window.__goldsmith_polygon).toBeUndefined();
});

test("a value is summed up by its labels", () => {
  const asked = question("q", { labels: [label("wheat"), label("maize")] });
  const value = writePolygons([square("a"), { ...square("b"), label: "maize" }]) as Json;
  expect(polygonKind.summary(value, asked)).toBe("1 × WHEAT, 1 × MAIZE");
});

describe("an outline that is found", () => {
  const until = () => new Promise((done) => setTimeout(done));
  const found = {
    x: 0,
    y: 0,
    width: 1,
    height: 1,
    runs: [],
    parts: [
      {
        outline: outlineOf({ x: 50, y: 60 }, { x: 150, y: 160 }),
        holes: [outlineOf({ x: 80, y: 90 }, { x: 90, y: 99 })],
      },
    ],
  };

  test("in a box becomes a polygon with its hole, in one step, and needs a label first", async () => {
    const { session, editor, value } = open();
    const asked: unknown[] = [];
    session.pointing.find = async (_, sought, asParts) => {
      asked.push(sought, asParts);
      return found;
    };
    run(session, "S");
    session.point("smart", "down", { x: 40, y: 50 });
    expect([session.message.text, session.pointing.hint]).toEqual([
      "Choose a label first: press its key.",
      undefined,
    ]);
    session.takeLabel("wheat");
    session.point("smart", "down", { x: 40, y: 50 });
    session.point("smart", "move", { x: 160, y: 170 });
    session.point("smart", "up", { x: 160, y: 170 });
    await until();
    expect(asked).toEqual([{ box: { x: 40, y: 50, width: 120, height: 120 } }, true]);
    expect(session.objects[0]?.parts[0]?.holes).toHaveLength(1);
    editor.undo();
    expect(value()).toBeUndefined();
  });

  test("between four points is asked for by keys alone; Delete takes a point back, Escape all of them", async () => {
    const { session } = open();
    session.takeLabel("maize");
    run(session, "X");
    session.pointing.find = async () => found;
    run(session, "K", "Enter");
    session.nudge(-20, 20);
    run(session, "Enter", "Delete");
    expect(session.pointing.hint?.points).toHaveLength(1);
    run(session, "Enter");
    session.nudge(20, 20);
    run(session, "Enter");
    run(session, "Escape");
    expect(session.pointing.hint).toBeUndefined();
    for (const [dx, dy] of [
      [0, -40],
      [-20, 20],
      [20, 20],
      [20, -20],
    ] as const) {
      session.nudge(dx, dy);
      run(session, "Enter");
    }
    await until();
    expect(session.objects.map(({ label }) => label)).toEqual(["maize"]);
  });

  test("whose hole touches its edge keeps the outline, and what is too thin is refused in words", async () => {
    const { session } = open();
    session.takeLabel("wheat");
    const [part] = found.parts;
    const touching = [
      { outline: part?.outline ?? [], holes: [outlineOf({ x: 50, y: 60 }, { x: 60, y: 70 })] },
    ];
    session.takeOutline({ ...found, parts: touching });
    expect(session.objects[0]?.parts).toEqual([{ outline: part?.outline, holes: [] }]);
    session.takeOutline({ ...found, parts: [] });
    expect(session.objects).toHaveLength(1);
    expect(session.message.text).toContain("too thin");
  });
});

describe("scissors", () => {
  const { pixels, isIn } = planted({ width: 640, height: 480 }, "disc"); // middle 320, 240; radius 144
  const ready = () => {
    const all = open();
    all.session.readPixels = readerOf(pixels);
    all.session.takeLabel("wheat");
    run(all.session, "W");
    return all;
  };
  const AROUND: At[] = [
    [320, 93],
    [179, 242],
    [322, 381],
    [461, 238],
  ];
  const iou = (ring: Ring): number => {
    const grid = new Grid(640, 480);
    paintPolygon(grid, ring.map(pointOf), { paint: 1 });
    const seen = Uint8Array.from(isIn, (_, at) => grid.at({ x: at % 640, y: Math.floor(at / 640) }) ?? 0);
    return seenIoU(seen, isIn);
  };

  test("four clicks near the edge of a disc give its outline with few points", () => {
    const { session } = ready();
    clicks(session, ...AROUND);
    run(session, "C");
    expect(session.message.text).toContain("Drawn.");
    expect(iou(outline(session))).toBeGreaterThan(0.95);
    expect(outline(session).length).toBeGreaterThan(12);
    expect(outline(session).length).toBeLessThan(120);
  });

  test("keys alone draw along edges, and Delete takes back a point with the way to it", () => {
    const { session } = ready();
    run(session, "K");
    const to = ([x, y]: At) => {
      const { aim } = session;
      if (aim) session.nudge(x - aim.x, y - aim.y);
    };
    for (const at of AROUND) {
      to(at);
      run(session, "Enter");
    }
    expect(session.message.text).toContain("C closes it.");
    run(session, "Delete");
    to(AROUND[3] as At);
    run(session, "Enter", "C");
    expect(iou(outline(session))).toBeGreaterThan(0.95);
  });

  test("what closes to too little keeps its points and the crosshair, and says why", () => {
    const { session } = ready();
    session.readPixels = () => undefined;
    run(session, "K");
    for (const [dx, dy] of [
      [0, 0],
      [0.4, 0],
      [0, 0.4],
    ] as const) {
      session.nudge(dx, dy);
      run(session, "Enter");
    }
    run(session, "C");
    expect(session.message.text).toMatch(/^Not closed\. Its line goes back along itself/);
    expect(session.objects).toEqual([]);
    expect(session.aim).toBeDefined();
    expect(session.gesture).toMatchObject({ phase: "drawing", spots: { length: 3 } });
    session.nudge(40, 0);
    run(session, "Enter");
    session.nudge(0, 40);
    run(session, "Enter", "C");
    expect(session.message.text).toContain("Drawn.");
  });

  test("the closing line that is seen is the one that closing takes", () => {
    const { session } = ready();
    clicks(session, ...AROUND);
    const { gesture } = session;
    const seen = gesture.phase === "drawing" ? (session.closedNow(gesture) ?? []) : [];
    expect(seen.length).toBeGreaterThan(100);
    expect(iou(seen)).toBeGreaterThan(0.95);
  });

  test("an anchor off the edge leaves no whisker and refuses no outline", () => {
    const { session } = ready();
    clicks(session, [320, 93], [200, 240], [322, 360], [461, 238]);
    run(session, "C");
    expect(session.message.text).toContain("Drawn.");
    expect(iou(outline(session))).toBeGreaterThan(0.95);
  });

  test("Alt lets go: that part of the line is straight", () => {
    const { session } = ready();
    for (const at of AROUND) press(session, at, at, {}, true);
    session.gestureEvent({ type: "close" }, true);
    expect(outline(session)).toEqual(AROUND.map((at) => [...at]));
  });

  test("without a picture it draws straight lines", () => {
    const { session } = ready();
    session.readPixels = () => undefined;
    clicks(session, [10, 10], [60, 10], [60, 60]);
    run(session, "C");
    expect(outline(session)).toHaveLength(3);
  });
});
