import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inMemory } from "../../api/lasting";
import { type Entry, Outbox } from "../../api/outbox";
import { OneLabelSession } from "../../kinds/parts/LabelSession";
import type { Kind } from "../../kinds/types";
import type { GuidelineOut, QuestionOut, Submission, Work } from "../../model/api.gen";
import { handout, id, question, work } from "../../state/example";
import { Workbench } from "./workbench";

const ANA = id(1);
const KIND: Kind = {
  name: "choice",
  empty: () => undefined,
  open: (handle) => new OneLabelSession(handle, { labels: handle.question.labels }),
  Panel: () => null,
  View: () => null,
  summary: () => "",
};

const guideline = (version: number, questions: QuestionOut[]): GuidelineOut => ({
  id: id(version),
  version,
  text: "",
  body: "",
  questions,
  sections: [],
  author: "",
  at: "",
  note: "",
});

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A bench over that many items, and what reached the server. */
async function setUp(options: { questions?: QuestionOut[]; works?: Work[]; isOffline?: boolean } = {}) {
  const { questions = [question("a")], works = [1, 2, 3, 4].map((n) => work(n)) } = options;
  const stored: Submission[] = [];
  const outbox = new Outbox({
    person: ANA,
    table: inMemory<Entry>((entry) => entry.id),
    send: async (_project, submissions) => {
      if (options.isOffline) return new Promise(() => {}); // on its way, for ever
      stored.push(...submissions);
      return { stored: submissions.map((each) => each.id), surplus: [], refused: [] };
    },
    alone: (run) => run(),
    announce: () => {},
    later: () => () => {},
    now: Date.now,
  });
  const bench = new Workbench({
    project: "p",
    person: ANA,
    outbox,
    kindOf: () => KIND,
    ask: async (body) => {
      const gone = new Set([...(body.have ?? []), ...stored.map((each) => each.assignment)]);
      return handout(works.filter((each) => !gone.has(each.assignment)).slice(0, body.n));
    },
    guideline: async (version) => guideline(version, questions),
    mine: async () => ({ rows: [] }),
    giveBack: async () => {},
    drafts: new Map(),
    now: Date.now,
  });
  await bench.start(null);
  const pass = () => vi.advanceTimersByTimeAsync(300);
  await pass();
  const press = (place: number) => {
    const { active } = bench.state;
    if (active) bench.sessionOf(active).commands[place]?.run();
  };
  const here = () => Number.parseInt(bench.state.open?.work.item.id ?? "0", 16);
  return { bench, stored, pass, press, here };
}

test("one key answers a single choice, shows it for a moment, and goes on", async () => {
  const { bench, stored, pass, press, here } = await setUp();
  press(0);
  expect(bench.state.isFlashing).toBe(true);
  expect(here()).toBe(1);
  await pass();
  expect(here()).toBe(2);
  expect(stored.map((each) => each.answers.a?.value)).toEqual(["yes"]);
});

test("a second key within the flash corrects the answer, and undo calls it off", async () => {
  const { bench, stored, pass, press, here } = await setUp();
  press(0);
  press(1);
  await pass();
  expect(stored.map((each) => each.answers.a?.value)).toEqual(["no"]);
  press(2);
  bench.undo();
  await pass();
  expect(here()).toBe(2);
  expect(stored).toHaveLength(1);
});

test("undo goes back over submissions, and the answer given again names the one it replaces", async () => {
  const { bench, stored, pass, press, here } = await setUp();
  press(0);
  await pass();
  press(1);
  await pass();
  bench.undo();
  bench.undo();
  expect(here()).toBe(1);
  expect(bench.state.open?.editor.answers()).toEqual({ a: "yes" });
  press(2);
  await pass();
  expect(here()).toBe(3);
  const [first, , again] = stored;
  expect(again?.item).toBe(first?.item);
  expect(again?.answers.a?.replaces).toBe(first?.answers.a?.id);
  expect(bench.state.history.map((row) => row.own.a?.value)).toEqual(["none", "no"]);
});

test("looking back without a change sends nothing and returns to where one was", async () => {
  const { bench, stored, pass, press, here } = await setUp();
  press(0);
  await pass();
  bench.back();
  bench.submit();
  await pass();
  expect(here()).toBe(2);
  expect(stored).toHaveLength(1);
});

test("what was begun on an item is there again after a look back", async () => {
  const { bench, pass, press, here } = await setUp({ questions: [question("a"), question("b")] });
  press(0);
  press(0);
  bench.submit();
  await pass();
  press(1);
  bench.back();
  expect(here()).toBe(1);
  bench.present();
  expect(here()).toBe(2);
  expect(bench.state.open?.editor.answers()).toEqual({ a: "no" });
});

test("with several questions a key moves on to the next one, and Enter names the one that is missing", async () => {
  const { bench, stored, pass, press } = await setUp({
    questions: [question("a"), question("b"), question("c", { required: false })],
  });
  press(0);
  expect(bench.state.active?.question.key).toBe("b");
  bench.submit();
  expect(bench.state.problem).toBe("Choose a label.");
  press(1);
  await pass();
  expect(stored).toHaveLength(0);
  bench.submit();
  await pass();
  expect(Object.keys(stored[0]?.answers ?? {})).toEqual(["a", "b"]);
});

test("unsure asks for a second choice before it goes on", async () => {
  const { bench, stored, pass, press } = await setUp();
  bench.toggleUnsure();
  press(0);
  await pass();
  expect(stored).toHaveLength(0);
  expect(bench.state.active?.part).toBe("second");
  press(1);
  await pass();
  expect(stored[0]?.answers.a).toMatchObject({ value: "yes", second: "no", unsure: true });
});

test("a skip answers every question with its reason", async () => {
  const { bench, stored, pass, press } = await setUp({ questions: [question("a"), question("b")] });
  press(0);
  bench.skip({ kind: "skip", text: "bad data" });
  await pass();
  for (const key of ["a", "b"]) {
    expect(stored[0]?.answers[key]).toMatchObject({
      has_value: false,
      value: null,
      reason: "skip: bad data",
    });
  }
});

test("an own answer from before the guideline changed stands ready and is submitted anew", async () => {
  const own = { a: { id: id(77), value: "no", reason: null, unsure: false, second: null, note: "" } };
  const { bench, stored, pass } = await setUp({ works: [work(1, { own })] });
  expect(bench.state.open?.editor.answers()).toEqual({ a: "no" });
  bench.submit();
  await pass();
  expect(stored[0]?.answers.a).toMatchObject({ value: "no", replaces: id(77) });
});

test("unsure speaks of the question just answered, until another is chosen", async () => {
  const questions = [question("a"), question("b")];
  const { bench, press } = await setUp({ questions });
  press(0);
  expect(bench.state.active?.question.key).toBe("b");
  bench.toggleUnsure();
  expect(bench.state.active).toMatchObject({ question: { key: "a" }, part: "second" });
  press(1);
  expect(bench.state.open?.editor.draft("a")).toMatchObject({ value: "yes", second: "no", unsure: true });
  expect(bench.state.active?.question.key).toBe("b");
  bench.toggleUnsure();
  expect(bench.state.open?.editor.draft("a").unsure).toBe(false);
  bench.step(1);
  bench.toggleUnsure();
  expect(bench.state.open?.editor.draft("b").unsure).toBe(true);
});

test("the item on the table keeps its guideline, and those ahead are answered under the newer one", async () => {
  const { bench, stored, pass, press } = await setUp();
  bench.hear(2);
  expect(bench.state.open?.guideline.version).toBe(1);
  press(0);
  await pass();
  expect(bench.state.open?.guideline.version).toBe(2);
  press(0);
  await pass();
  expect(stored.map((each) => each.guideline_version)).toEqual([1, 2]);
});

test("an answer taken back leaves table and strip, and comes back when it is restored", async () => {
  const { bench, pass, press, here } = await setUp();
  press(0);
  await pass();
  expect(bench.canTakeBack).toBe(false); // the present item has no answer yet
  bench.back();
  await pass();
  expect(here()).toBe(1);
  expect(bench.canTakeBack).toBe(true);
  const row = bench.state.open?.past;
  if (!row) throw new Error("The answer is not open.");
  bench.forget(row);
  await pass();
  expect(bench.state.history).toEqual([]);
  expect(here()).toBe(2);
  bench.recall(row);
  expect(bench.state.history.map((each) => each.item.id)).toEqual([row.item.id]);
});

test("an answer that is still to be sent cannot be taken back", async () => {
  const { bench, pass, press } = await setUp({ isOffline: true });
  press(0);
  await pass();
  bench.back();
  await pass();
  expect(bench.state.open?.past).toBeDefined();
  expect(bench.canTakeBack).toBe(false);
});
