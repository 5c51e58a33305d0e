import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clashes } from "../../keys/keymap";
import { createEditor } from "../../state/editor";
import type { ItemOut, Json, QuestionOut } from "../types";
import type { GestureEvent } from "./gesture";
import box from "./index";
import type { Box } from "./kernel";
import { BoxSession } from "./session";

const label = (key: string, title: string) => ({ key, title, definition: "", good: [], bad: [] });

function questionOf(key: string, options: QuestionOut["options"] = {}): QuestionOut {
  return {
    key,
    kind: "box",
    kind_version: "box.v1",
    units: "found",
    level: "nominal",
    title: "Draw each cell",
    required: true,
    show: [],
    labels: [label("red", "Red cell"), label("white", "White cell")],
    options,
  };
}

const ITEM: ItemOut = {
  id: "a".repeat(32),
  external_id: null,
  group: null,
  fields: { image: { type: "image", url: "media/x/y.jpg", width: 640, height: 480 } },
  metadata: {},
};

const red = (id: string, x: number): Box => ({ id, label: "red", x, y: 100, width: 80, height: 40 });

let nthQuestion = 0;
const opened: BoxSession[] = [];

/** A session on a question of its own: labels stay chosen from item to item. */
function open(options: { boxes?: Box[]; previous?: Json; item?: ItemOut; question?: QuestionOut } = {}) {
  nthQuestion += 1;
  const question = options.question ?? questionOf(`cells${nthQuestion}`);
  const given = <Value>(value: Value | undefined) => (value === undefined ? {} : { [question.key]: value });
  const editor = createEditor({
    item: options.item ?? ITEM,
    questions: [question],
    initial: given<Json>(options.boxes),
    previous: given(options.previous),
  });
  const session = new BoxSession(editor.handle(question));
  opened.push(session);
  return { session, editor, question, value: () => editor.draft(question.key).value };
}

function run(session: BoxSession, ...keys: string[]): void {
  for (const key of keys) {
    const found = session.commands.find((each) => each.keys.includes(key) && each.enabled?.() !== false);
    if (!found) throw new Error(`No command takes ${key} now.`);
    found.run();
  }
}

function drag(session: BoxSession, from: [number, number], to: [number, number], on = {}): void {
  const [a, b] = [
    { x: from[0], y: from[1] },
    { x: to[0], y: to[1] },
  ];
  const events: GestureEvent[] = [
    { type: "down", at: a, on },
    { type: "move", at: b },
    { type: "up", at: b },
  ];
  for (const event of events) session.gestureEvent(event);
}

const labels = (session: BoxSession) => session.boxes.map((each) => each.label);

beforeEach(() => localStorage.clear());
afterEach(() => {
  for (const session of opened.splice(0)) session.dispose();
});

test("no two commands claim one key", () => {
  expect(clashes(open().session.commands)).toEqual([]);
});

test("keys that the label screen needs are left to it while there is nothing to do with them here", () => {
  const { session } = open({ boxes: [red("a", 10)] });
  const taken = (key: string) =>
    session.commands.some((each) => each.keys.includes(key) && each.enabled?.() !== false);
  const outside = ["Enter", "Space", "Escape", "Alt+ArrowLeft", "ArrowUp"];
  expect(outside.filter(taken)).toEqual([]);
  run(session, ".");
  expect(["Escape", "Alt+ArrowLeft", "ArrowUp"].every(taken)).toBe(true);
  expect(["U", "G", "C", "Mod+Z", "Shift+Enter"].filter(taken)).toEqual([]);
});

test("a box just drawn leaves Alt and arrows to the history, one that was picked takes them", () => {
  const { session } = open();
  const takesAlt = () =>
    session.commands.some((each) => each.keys.includes("Alt+ArrowLeft") && each.enabled?.() !== false);
  run(session, "1");
  drag(session, [10, 10], [50, 50]);
  expect(takesAlt()).toBe(false);
  run(session, ",");
  expect(takesAlt()).toBe(true);
});

describe("labels", () => {
  test("a label is chosen, then stays for the next boxes and the next item", () => {
    const { session, question } = open();
    run(session, "2");
    drag(session, [10, 10], [50, 50]);
    drag(session, [60, 60], [90, 90]);
    expect(labels(session)).toEqual(["white", "white"]);
    const next = open({ question }).session;
    drag(next, [10, 10], [50, 50]);
    expect(labels(next)).toEqual(["white"]);
  });

  test("a box drawn before any label waits for one and is no answer", () => {
    const { session, value } = open();
    drag(session, [10, 10], [50, 50]);
    expect(value()).toBeUndefined();
    expect(session.problem()).toMatch(/label/);
    run(session, "1");
    expect(labels(session)).toEqual(["red"]);
    expect(session.problem()).toBeUndefined();
  });

  test("a label key after drawing is for the next box, not for the one just drawn", () => {
    const { session } = open();
    run(session, "1");
    drag(session, [10, 10], [50, 50]);
    run(session, "ArrowRight", "2");
    drag(session, [60, 60], [90, 90]);
    expect(labels(session)).toEqual(["red", "white"]);
  });

  test("a label key relabels a box that was chosen, and the label for new boxes stays", () => {
    const { session } = open({ boxes: [red("a", 10), red("b", 200)] });
    run(session, "1", ".", ".", "2");
    expect(labels(session)).toEqual(["red", "white"]);
    drag(session, [300, 300], [350, 350]);
    expect(labels(session)).toEqual(["red", "white", "red"]);
  });

  test("after a deletion a label key is for the next box", () => {
    const { session } = open({ boxes: [red("a", 10), red("b", 200)] });
    run(session, ".", "Delete", "2");
    expect(labels(session)).toEqual(["red"]);
    expect(session.label).toBe("white");
  });
});

describe("nothing here", () => {
  test("it is said by its key alone, and taken back by it", () => {
    const { session, value } = open();
    expect(session.problem()).toMatch(/Nothing here/);
    run(session, "0");
    expect(value()).toEqual([]);
    expect(session.problem()).toBeUndefined();
    run(session, "0");
    expect(value()).toBeUndefined();
  });

  test("deleting the last box is not an answer", () => {
    const { session, value } = open({ boxes: [red("a", 10)] });
    run(session, ".", "Delete");
    expect(value()).toBeUndefined();
    expect(session.problem()).toBeDefined();
  });

  test("it does not throw boxes away", () => {
    const { session } = open({ boxes: [red("a", 10)] });
    run(session, "0");
    expect(session.boxes).toHaveLength(1);
    expect(session.message.text).toMatch(/Delete them first/);
  });
});

describe("steps of undo", () => {
  test("a drag is one step, and so are nudges in a row", () => {
    const { session, editor } = open({ boxes: [red("a", 10)] });
    run(session, ".");
    drag(session, [20, 110], [40, 120], { hit: "a", grip: { id: "a", rect: red("a", 10) } });
    expect(session.boxes[0]).toMatchObject({ x: 30, y: 110 });
    run(session, "ArrowRight", "Shift+ArrowRight", "ArrowDown");
    expect(session.boxes[0]).toMatchObject({ x: 41, y: 111 });
    editor.undo();
    expect(session.boxes[0]).toMatchObject({ x: 30, y: 110 });
    editor.undo();
    expect(session.boxes[0]).toMatchObject({ x: 10, y: 100 });
    expect(editor.canUndo).toBe(false);
  });

  test("undoing a box takes its selection away, redoing brings it back", () => {
    const { session, editor } = open();
    run(session, "1");
    drag(session, [10, 10], [50, 50]);
    editor.undo();
    expect([session.boxes.length, session.selection]).toEqual([0, undefined]);
    editor.redo();
    expect(session.boxes).toHaveLength(1);
  });
});

describe("keys alone", () => {
  test("one box is drawn, moved, resized, relabeled and deleted, and each step is said", () => {
    const { session } = open();
    const said: string[] = [];
    const act = (...keys: string[]) => {
      run(session, ...keys);
      said.push(session.message.text);
    };
    act("1", "K");
    act("Enter");
    act("Shift+ArrowRight", "Shift+ArrowDown", "ArrowDown");
    act("Enter");
    expect(session.boxes).toMatchObject([{ label: "red", x: 320, y: 240, width: 10, height: 11 }]);
    act("ArrowLeft", "Shift+ArrowUp");
    act("Alt+ArrowRight", "Alt+Shift+ArrowDown");
    expect(session.boxes).toMatchObject([{ x: 319, y: 230, width: 11, height: 21 }]);
    act("2");
    expect(labels(session)).toEqual(["white"]);
    act("Delete");
    expect(session.boxes).toEqual([]);
    expect(said).toEqual([
      "Crosshair at 320, 240. Arrows move it, Shift by ten. Enter sets a corner.",
      "First corner at 320, 240. Move to the opposite corner and press Enter.",
      "330, 251, 10 by 11",
      "Red cell, 10 by 11 at 320, 240. Drawn.",
      "Red cell, 10 by 11 at 319, 230",
      "Red cell, 11 by 21 at 319, 230",
      "Now White cell.",
      "White cell deleted. No boxes.",
    ]);
  });

  test("Escape goes back one level at a time", () => {
    const { session } = open({ boxes: [red("a", 10)] });
    run(session, "K", "Enter", "ArrowRight", "Escape");
    expect([session.gesture.phase, session.aim !== undefined]).toEqual(["idle", true]);
    run(session, "Escape");
    expect(session.aim).toBeUndefined();
    run(session, ".", "Escape");
    expect(session.selection).toBeUndefined();
    expect(session.canEscape()).toBe(false);
  });

  test("the four points can be set by keys", () => {
    const { session } = open();
    run(session, "1", "W", "W", "K", "Enter", "Shift+ArrowRight", "Enter", "Shift+ArrowDown", "Enter");
    run(session, "Shift+ArrowLeft", "Enter");
    expect(session.boxes).toMatchObject([{ x: 320, y: 240, width: 10, height: 10 }]);
  });
});

describe("turning", () => {
  const rotate = (key: string) => questionOf(key, { rotate: true });

  test("brackets turn the chosen box where the question lets it, in one step of undo", () => {
    const { session, editor, value } = open({ boxes: [red("a", 10)], question: rotate("ships") });
    run(session, ".", "]", "]", "}");
    expect(value()).toMatchObject([{ x: 10, y: 100, width: 80, height: 40, angle: 17 }]);
    expect(session.message.text).toBe("Red cell, 80 by 40 at 10, 100, turned by 17 degrees");
    run(session, "Shift+ArrowRight", "D");
    expect(value()).toMatchObject([
      { x: 20, angle: 17 },
      { x: 30, angle: 17 },
    ]);
    editor.undo();
    editor.undo();
    editor.undo();
    expect(value()).toEqual([red("a", 10)]);
  });

  test("elsewhere the keys are free, and a turned box cannot be sent", () => {
    const { session } = open({ boxes: [{ ...red("a", 10), angle: 20 }] });
    expect(session.own.some((each) => each.keys.includes("]"))).toBe(false);
    expect(session.problem()).toBe("Box 1: This question lets no box be turned.");
  });
});

test("an attribute that is no longer asked is told, shown, and taken out", () => {
  const { session } = open({ boxes: [{ ...red("a", 10), attributes: { hidden: true } }] });
  expect(session.problem()).toMatch(/Box 1: The guideline no longer asks for “hidden”/);
  run(session, ".");
  session.setAttribute("hidden", undefined);
  expect(session.problem()).toBeUndefined();
});

describe("several boxes", () => {
  test("a duplicate lies beside its original under an id of its own", () => {
    const { session } = open({ boxes: [red("a", 10)] });
    run(session, ".", "D");
    expect(session.boxes).toMatchObject([{ x: 10 }, { x: 20, y: 110, label: "red" }]);
    expect(new Set(session.boxes.map((each) => each.id)).size).toBe(2);
  });

  test("the boxes of the item before are added to those here", () => {
    const { session, editor } = open({ boxes: [red("a", 10)], previous: [red("a", 300), red("b", 400)] });
    run(session, "Shift+D");
    expect(session.boxes.map((each) => each.x)).toEqual([10, 300, 400]);
    expect(new Set(session.boxes.map((each) => each.id)).size).toBe(3);
    editor.undo();
    expect(session.boxes).toHaveLength(1);
  });

  test("nothing is copied where the item before had nothing", () => {
    for (const options of [{}, { previous: [] }]) {
      expect(open(options).session.canCopyPrevious()).toBe(false);
    }
  });
});

describe("what cannot be submitted", () => {
  test("boxes with a label that the guideline lost", () => {
    const { session } = open({ boxes: [{ ...red("a", 10), label: "gone" }] });
    expect(session.problem()).toMatch(/1 box has a label that the guideline no longer has/);
  });

  test("an item without a picture", () => {
    const item = { ...ITEM, fields: { text: { type: "text" as const, text: "no picture" } } };
    const { session } = open({ item });
    expect(session.viewer).toBeUndefined();
    expect(session.problem()).toMatch(/no picture/);
    drag(session, [10, 10], [50, 50]);
    expect(session.boxes).toEqual([]);
  });

  test("a picture that cannot be shown takes no boxes", () => {
    const { session } = open();
    run(session, "1");
    session.setBroken(true);
    drag(session, [10, 10], [50, 50]);
    expect(session.boxes).toEqual([]);
    expect(session.problem()).toMatch(/cannot be shown/);
  });

  test("a box smaller than the question allows is not kept", () => {
    const { session } = open({ question: questionOf("small", { min_size: 20 }) });
    run(session, "1");
    drag(session, [10, 10], [60, 25]);
    expect(session.boxes).toEqual([]);
    expect(session.message.text).toMatch(/at least 20 px/);
  });
});

test("the probe for browser tests reads and cannot change", () => {
  const { session } = open({ boxes: [red("a", 10)] });
  const probe = window.__goldsmith_box;
  const [shape] = probe?.shapes() ?? [];
  if (shape) shape.x = 999;
  expect(session.boxes[0]?.x).toBe(10);
  session.dispose();
  expect(window.__goldsmith_box).toBeUndefined();
});

test("a value is summed up by its labels in the guideline's order", () => {
  const question = questionOf("cells");
  const white = { ...red("w", 1), label: "white" };
  expect(box.summary([white, red("a", 1), red("b", 2)], question)).toBe("2 × Red cell, 1 × White cell");
  expect(box.summary([], question)).toBe("Nothing here");
});
