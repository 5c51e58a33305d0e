import { expect, test } from "vitest";
import { createEditor } from "../../state/editor";
import { item, question } from "../../state/example";
import { kindOf } from "../registry";
import { answersOf, besideOf, compared, isTurned } from "./kernel";

const pairwise = kindOf("pairwise");
const text = (said: string) => ({ type: "text" as const, text: said });
const PAIR = item(1, { prompt: text("p"), x: text("one"), y: text("two") });
const ask = (options: Record<string, unknown> = { fields: ["x", "y"] }, show: string[] = []) =>
  question("better", { kind: "pairwise", labels: [], options, show });
const seeds = Array.from({ length: 400 }, (_, n) => `person${n % 20} item${n}`);

test("the fields are those named, else those shown, else the first two", () => {
  expect(compared(PAIR, ask())).toEqual(["x", "y"]);
  expect(compared(PAIR, ask({}, ["y", "x"]))).toEqual(["y", "x"]);
  expect(compared(PAIR, ask({}))).toEqual(["prompt", "x"]);
  expect(compared(item(2), ask({}))).toBeUndefined();
});

test("which stands first is drawn evenly, and the same each time", () => {
  const turned = seeds.filter((seed) => isTurned(ask(), seed)).length;
  expect(turned).toBeGreaterThan(160);
  expect(turned).toBeLessThan(240);
  for (const seed of seeds) expect(isTurned(ask(), seed)).toBe(isTurned(ask(), seed));
});

test("neighbouring items of one person are not all turned alike", () => {
  const runs = Array.from({ length: 64 }, (_, n) =>
    isTurned(ask(), `ada ${n.toString(16).padStart(32, "0")}`),
  );
  expect(runs.filter((each, n) => n > 0 && each !== runs[n - 1]).length).toBeGreaterThan(16);
});

test("keys, captions and fields agree, and an answer names the field wherever it stood", () => {
  for (const seed of seeds.slice(0, 20)) {
    const [first] = besideOf(PAIR, ask(), seed);
    const [answer] = answersOf(ask(), seed);
    expect(first?.caption).toBe("First");
    expect(answer?.title).toBe("First is better");
    expect(answer?.key).toBe(first?.name === "x" ? "a" : "b");
    expect(pairwise.summary(answer?.key ?? "", ask(), seed)).toBe("First is better");
  }
});

test("who looks on sees the fields in their order, by name", () => {
  expect(besideOf(PAIR, ask())).toEqual([
    { name: "x", caption: "First · x" },
    { name: "y", caption: "Second · y" },
  ]);
  expect(answersOf(ask(), undefined).map((each) => each.title)).toEqual([
    "First is better",
    "Second is better",
    "Tie",
  ]);
  expect(pairwise.summary("b", ask())).toBe("Second is better");
});

test("a tie can be forbidden", () => {
  expect(
    answersOf(ask({ fields: ["x", "y"], tie: false }), "s")
      .map((each) => each.key)
      .sort(),
  ).toEqual(["a", "b"]);
});

test("one key answers", () => {
  const asked = ask();
  const editor = createEditor({ item: PAIR, questions: [asked], seed: "ada 1" });
  const session = pairwise.open(editor.handle(asked));
  session.commands.find((each) => each.keys.includes("3"))?.run();
  expect(editor.answers()).toEqual({ better: "tie" });
  expect(session.isDirect).toBe(true);
});
