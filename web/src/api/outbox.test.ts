import { expect, test, vi } from "vitest";
import type { Problem, Receipt, Submission } from "../model/api.gen";
import { id } from "../state/example";
import { inMemory, type Table } from "./lasting";
import { type Entry, Outbox } from "./outbox";
import { ApiError } from "./problem";

const ANA = id(1);
const BEN = id(2);
const problem = (what: string): Problem => ({ slug: "x", what, where: "item 1", mend: "Ask.", faults: [] });

const submission = (n: number, person = ANA): Submission => ({
  id: id(n),
  person,
  assignment: id(100 + n),
  item: id(200 + n),
  guideline_version: 1,
  answers: { a: { id: id(300 + n), has_value: true, value: {} } },
  duration_ms: 1,
});

type Answer = (sent: Submission[]) => Receipt;
const takeAll: Answer = (sent) => ({ stored: sent.map((each) => each.id), surplus: [], refused: [] });

/** An outbox over a table, a server that answers as told, and timers that fire when asked to. */
function setUp(answer: Answer = takeAll, options: { person?: string; table?: Table<Entry> } = {}) {
  const table = options.table ?? inMemory<Entry>((entry) => entry.id);
  const sent: string[][] = [];
  const timers: { work: () => void; ms: number }[] = [];
  const server = { answer };
  let now = 0;
  const outbox = new Outbox({
    person: options.person ?? ANA,
    table,
    send: async (_project, submissions) => {
      sent.push(submissions.map((each) => each.id));
      return server.answer(submissions);
    },
    alone: (work) => work(),
    announce: vi.fn(),
    later: (work, ms) => {
      const timer = { work, ms };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    now: () => now++,
  });
  return { outbox, table, sent, timers, server };
}

const settle = () => new Promise((resolve) => setTimeout(resolve));
const fail =
  (status: number): Answer =>
  () => {
    throw new ApiError(status, problem(`status ${status}`));
  };

test("an answer is forgotten only when the receipt names it as stored", async () => {
  const { outbox, table, server } = setUp(() => ({ stored: [id(1)], surplus: [], refused: [] }));
  await outbox.add("p", submission(1), "one");
  await settle();
  expect(outbox.state.waiting).toEqual([]);
  server.answer = () => ({ stored: [], surplus: [id(2)], refused: [] });
  await outbox.add("p", submission(2), "two");
  await settle();
  expect(outbox.state.waiting.map((entry) => entry.id)).toEqual([id(2)]);
  expect(await table.all()).toHaveLength(1);
});

test("offline, answers wait in order and go out together by their own ids", async () => {
  const { outbox, sent, server, timers } = setUp(fail(0));
  for (const n of [1, 2, 3]) await outbox.add("p", submission(n), "");
  await settle();
  expect(outbox.state.isOffline).toBe(true);
  expect(outbox.state.waiting).toHaveLength(3);
  expect(timers).toHaveLength(1);
  server.answer = takeAll;
  timers[0]?.work();
  await settle();
  expect(sent.at(-1)).toEqual([id(1), id(2), id(3)]);
  expect(outbox.state).toMatchObject({ waiting: [], isOffline: false, trouble: undefined });
});

test("each failure waits longer than the one before, up to a bound", async () => {
  const { outbox, timers } = setUp(fail(503));
  await outbox.add("p", submission(1), "");
  await settle();
  const waits: number[] = [];
  for (let n = 0; n < 8; n++) {
    waits.push(timers.at(-1)?.ms ?? 0);
    timers.at(-1)?.work();
    await settle();
  }
  expect(waits.slice(0, 4)).toEqual([1_000, 2_000, 4_000, 8_000]);
  expect(waits.at(-1)).toBe(30_000);
});

test("after a reload what was kept is sent again under the same id", async () => {
  const before = setUp(fail(0));
  await before.outbox.add("p", submission(1), "");
  await settle();
  const after = setUp(takeAll, { table: before.table });
  await after.outbox.refresh();
  expect(after.outbox.state.waiting).toHaveLength(1);
  await after.outbox.flush();
  expect(after.sent).toEqual([[id(1)]]);
  expect(await before.table.all()).toEqual([]);
});

test("another person's answers are neither shown nor sent", async () => {
  const ana = setUp(fail(0));
  await ana.outbox.add("p", submission(1), "");
  await settle();
  const ben = setUp(takeAll, { person: BEN, table: ana.table });
  await ben.outbox.flush();
  expect(ben.sent).toEqual([]);
  expect(ben.outbox.state.waiting).toEqual([]);
  await expect(ben.outbox.add("p", submission(2, ANA), "")).rejects.toThrow("another person");
  expect(await ana.table.all()).toHaveLength(1);
});

test("a refused answer is kept with its reason while the others are stored", async () => {
  const { outbox, table } = setUp((sent) => ({
    stored: sent.map((each) => each.id).filter((each) => each !== id(2)),
    surplus: [],
    refused: [{ id: id(2), problem: problem("The item was withdrawn.") }],
  }));
  await outbox.add("p", submission(2), "two");
  await outbox.add("p", submission(3), "three");
  await settle();
  expect(outbox.state.waiting).toEqual([]);
  expect(outbox.state.refused.map((entry) => entry.refused?.what)).toEqual(["The item was withdrawn."]);
  await outbox.forget([id(2)]);
  expect(await table.all()).toEqual([]);
});

test("when a batch is refused as a whole, the one at fault is found and the rest go through", async () => {
  const { outbox, server } = setUp(fail(0));
  for (const n of [1, 2, 3]) await outbox.add("p", submission(n), "");
  await settle();
  server.answer = (sent) => {
    if (sent.some((each) => each.id === id(2))) throw new ApiError(422, problem("Bad value."));
    return takeAll(sent);
  };
  await outbox.flush();
  expect(outbox.state.waiting).toEqual([]);
  expect(outbox.state.refused.map((entry) => entry.id)).toEqual([id(2)]);
});

test("signed in as somebody else, answers are held and never thrown away", async () => {
  const { outbox } = setUp(fail(403));
  await outbox.add("p", submission(1), "");
  await settle();
  expect(outbox.state.waiting).toHaveLength(1);
  expect(outbox.state.refused).toEqual([]);
  expect(outbox.state.trouble?.what).toBe("status 403");
});

test("answers of two projects go in separate calls", async () => {
  const { outbox, server, sent } = setUp(fail(0));
  await outbox.add("p", submission(1), "");
  await outbox.add("q", submission(2), "");
  await outbox.add("p", submission(3), "");
  await settle();
  server.answer = takeAll;
  sent.length = 0;
  await outbox.flush();
  expect(sent).toEqual([[id(1), id(3)], [id(2)]]);
});

test("an answer that arrives while others are being sent goes out in the next round", async () => {
  const { outbox, sent } = setUp();
  await Promise.all([outbox.add("p", submission(1), ""), outbox.add("p", submission(2), "")]);
  await settle();
  await settle();
  expect(sent.flat().sort()).toEqual([id(1), id(2)]);
  expect(outbox.state.waiting).toEqual([]);
});

test("when the database fails, answers stay in memory and the page can say so", async () => {
  const table = inMemory<Entry>((entry) => entry.id);
  const broken: Table<Entry> = { ...table, isLasting: true, put: () => Promise.reject(new Error("quota")) };
  const { outbox, server } = setUp(fail(0), { table: broken });
  await outbox.add("p", submission(1), "");
  await settle();
  expect(outbox.state).toMatchObject({ isLasting: false });
  expect(outbox.state.waiting).toHaveLength(1);
  server.answer = takeAll;
  await outbox.flush();
  expect(outbox.state.waiting).toEqual([]);
});
