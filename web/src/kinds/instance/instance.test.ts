import { describe, expect, test } from "vitest";
import { Grid } from "../../model/raster/grid";
import { createEditor } from "../../state/editor";
import { item, label, question } from "../../state/example";
import type { CaseUnit, Json } from "../types";
import instance from "./index";
import { InstanceSession } from "./session";
import { composeInstances, gridOf, noInstances, readInstances, writeInstances } from "./value";

const PICTURE = { picture: { type: "image" as const, url: "media/a.jpg", width: 400, height: 300 } };
const ASKED = question("pets", {
  kind: "instance",
  kind_version: "instance.v1",
  labels: [label("cat"), label("dog")],
});

function opened() {
  const editor = createEditor({ item: item(1, PICTURE), questions: [ASKED] });
  const session = new InstanceSession(editor.handle(ASKED));
  const run = (id: string) => session.own.find((command) => command.id === `raster.${id}`)?.run();
  const square = (left: number, top: number, right: number, bottom: number) => {
    session.use("polygon");
    for (const [x, y] of [
      [left, top],
      [right, top],
      [right, bottom],
      [left, bottom],
    ] as const)
      session.pressed({ x: x * 10, y: y * 10 });
    run("enter");
  };
  return { editor, session, run, square, value: () => editor.draft("pets").value };
}

/** The pixels of a value as lines of places: "." for none, then 1 for the first object. */
function seen(value: Json | undefined): string {
  const read = readInstances(value);
  return read ? [...gridOf(read).cells].join("") : "";
}

const labels = (session: InstanceSession) => session.objects.map((one) => one.label);
const areas = (session: InstanceSession) => session.objects.map((one) => session.grid.area(one.number) / 100);

describe("objects", () => {
  test("painting goes on with the object in hand until another is started", () => {
    const { session, run, square } = opened();
    session.takeLabel("cat");
    square(0, 0, 5, 5);
    square(10, 0, 15, 5);
    expect(areas(session)).toEqual([50]);
    run("another");
    square(20, 0, 25, 5);
    session.takeLabel("dog");
    square(30, 0, 35, 5);
    expect(labels(session)).toEqual(["cat", "cat", "dog"]);
    expect(areas(session)).toEqual([50, 25, 25]);
  });

  test("a later object takes its pixels from those below, and one painted over altogether is gone", () => {
    const { session, square, editor } = opened();
    session.takeLabel("cat");
    square(5, 5, 10, 10);
    session.takeLabel("dog");
    square(8, 5, 20, 10);
    expect(areas(session)).toEqual([15, 60]);
    square(0, 0, 30, 30);
    expect(labels(session)).toEqual(["dog"]);
    editor.undo();
    expect(areas(session)).toEqual([15, 60]);
  });

  test("keys alone draw, move, relabel and delete", () => {
    const { session, run, value } = opened();
    session.takeLabel("cat");
    session.width = 5;
    run("keys");
    run("enter");
    session.escape();
    const first = value();
    run("next");
    for (let n = 0; n < 3; n += 1) run("aim_right_1");
    run("aim_down_10");
    expect(session.message.text).toMatch("moved by 3, 10");
    expect(areas(session)).toEqual([0.21]);
    expect(value()).not.toEqual(first);
    session.takeLabel("dog");
    expect(labels(session)).toEqual(["dog"]);
    run("remove");
    expect(value()).toBeUndefined();
  });

  test("a move is one step, stays inside the picture, and gives back what it passed over", () => {
    const { session, run, square, editor, value } = opened();
    session.takeLabel("cat");
    square(10, 5, 14, 9);
    session.takeLabel("dog");
    square(0, 5, 4, 9);
    const before = value();
    run("next");
    run("next");
    expect(session.selected?.label).toBe("dog");
    for (let n = 0; n < 10; n += 1) run("aim_right_10");
    expect(labels(session)).toEqual(["dog"]); // it lies on the cat
    for (let n = 0; n < 10; n += 1) run("aim_right_10");
    expect(labels(session)).toEqual(["cat", "dog"]);
    expect(areas(session)).toEqual([16, 16]);
    for (let n = 0; n < 30; n += 1) run("aim_right_10");
    expect(areas(session)).toEqual([16, 16]);
    editor.undo();
    expect(value()).toBe(before);
    expect(seen(session.write())).toBe(seen(before));
  });

  test("two objects are merged, and one in two pieces is split", () => {
    const { session, run, square, editor } = opened();
    session.takeLabel("cat");
    square(0, 0, 5, 5);
    session.takeLabel("dog");
    square(10, 0, 14, 5);
    run("next");
    expect(session.selected?.label).toBe("cat");
    run("merge");
    expect([labels(session), areas(session)]).toEqual([["cat"], [45]]);
    run("split");
    expect([labels(session), areas(session)]).toEqual([
      ["cat", "cat"],
      [25, 20],
    ]);
    run("split");
    expect(session.message.text).toMatch("in one piece");
    editor.undo();
    editor.undo();
    expect([labels(session), areas(session)]).toEqual([
      ["cat", "dog"],
      [25, 20],
    ]);
  });

  test("the order is changed by keys and stored", () => {
    const { session, run, square, value } = opened();
    session.takeLabel("cat");
    square(0, 0, 5, 5);
    session.takeLabel("dog");
    square(10, 0, 14, 5);
    run("next");
    session.select(session.objects[0]?.id);
    run("up");
    expect(readInstances(value())?.objects.map((one) => one.label)).toEqual(["dog", "cat"]);
    run("down");
    expect(labels(session)).toEqual(["cat", "dog"]);
  });

  test("the eraser takes from the object in hand alone", () => {
    const { session, square } = opened();
    session.takeLabel("cat");
    square(0, 0, 5, 5);
    session.takeLabel("dog");
    square(5, 0, 10, 5);
    session.use("eraser");
    session.width = 300;
    session.pressed({ x: 50, y: 20 });
    session.released();
    expect(labels(session)).toEqual(["cat"]);
  });

  test("what the grid shows is what the value holds", () => {
    const { session, square, run, value, editor } = opened();
    session.takeLabel("cat");
    square(0, 0, 9, 9);
    run("another");
    square(4, 4, 20, 20);
    editor.undo();
    editor.redo();
    const again = opened();
    again.editor.handle(ASKED).set(value());
    expect(seen(again.session.write())).toBe(seen(value()));
    expect(again.session.objects.map((one) => one.id)).toEqual(session.objects.map((one) => one.id));
  });

  test("nothing here is an answer of the picture's size", () => {
    const { session, value } = opened();
    session.toggleNothing();
    expect(value()).toEqual(noInstances(300, 400));
    expect(session.problem()).toBeUndefined();
    expect(instance.summary(noInstances(300, 400), ASKED)).toBe("Nothing here");
  });
});

describe("a ruling composed of objects", () => {
  const painted = (...objects: [string, string, number, number][]): Json => {
    const grid = new Grid(10, 1);
    objects.forEach(([, , from, to], at) => {
      grid.cells.fill(at + 1, from, to);
    });
    return writeInstances(
      grid,
      objects.map(([id, label], at) => ({ id, label, number: at + 1 })),
    );
  };
  const A = painted(["a", "cat", 0, 6], ["b", "dog", 7, 9]);
  const B = painted(["a", "dog", 4, 6]);
  const units: CaseUnit[] = [
    { key: "object-1", votes: ["cat", ""], members: [0, null] },
    { key: "object-2", votes: ["", "dog"], members: [null, 0] },
    { key: "object-3", votes: ["dog", ""], members: [1, null] },
  ];

  test("takes objects from several answers; small ones lie on top and ids stay apart", () => {
    const made = composeInstances([A, B], units, { "object-1": 0, "object-2": 1, "object-3": 1 });
    const read = readInstances(made);
    expect(read?.objects.map(({ id, label }) => [id, label])).toEqual([
      ["a", "cat"],
      ["a-2", "dog"],
    ]);
    expect(seen(made)).toBe("1111220000");
  });
});

test("each smart outline is an object of its own, unless one was chosen to go on with", async () => {
  const { session } = opened();
  session.takeLabel("cat");
  session.use("smart");
  let at = 0;
  session.pointing.find = async () => {
    at += 50;
    return { x: at, y: 10, width: 20, height: 20, counts: "", runs: [[0, 400]] };
  };
  const draw = async () => {
    session.pressed({ x: 10, y: 10 });
    session.dragged({ x: 30, y: 30 });
    session.released();
    await new Promise((done) => setTimeout(done));
  };
  await draw();
  await draw();
  expect(areas(session)).toEqual([4, 4]);
  session.select(session.objects[0]?.id);
  await draw();
  expect(areas(session)).toEqual([8, 4]);
});
