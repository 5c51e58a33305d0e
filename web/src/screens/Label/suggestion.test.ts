import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inMemory } from "../../api/lasting";
import { type Entry, Outbox } from "../../api/outbox";
import { OneLabelSession } from "../../kinds/parts/LabelSession";
import type { AnswerHandle, Json, Kind, Session } from "../../kinds/types";
import type { GuidelineOut, QuestionOut, Submission, Work } from "../../model/api.gen";
import type { KeptDraft } from "../../state/drafts";
import { handout, id, question, work } from "../../state/example";
import { said } from "./Suggestion";
import { Workbench } from "./workbench";

const ANA = id(1);
const LISTED: Json = [{ id: "x", label: "yes" }];
const RULE = { sources: ["model-a"], silent: 0.2, seed: 0 };
const picked = question("tone", { suggest: RULE });
const drawn = question("cells", { kind: "list", units: "found", suggest: RULE });

const part = { empty: () => undefined, Panel: () => null, View: () => null, summary: () => "" };
const KINDS: Record<string, Kind> = {
  choice: { ...part, name: "choice", open: (h) => new OneLabelSession(h, { labels: h.question.labels }) },
  list: { ...part, name: "list", open: (handle) => listSession(handle) },
};

function listSession(handle: AnswerHandle): Session {
  return {
    handle,
    commands: [],
    problem: () => (handle.value() === undefined ? "Draw something." : undefined),
    focusLabel: () => undefined,
    subscribe: (listener) => handle.subscribe(listener),
    dispose: () => {},
  };
}

const suggested = (n: number, suggestions: Work["suggestions"]): Work =>
  work(n, suggestions ? { suggestions } : {});
const given = (value: Json) => ({ by: "model-a", value });

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function setUp(questions: QuestionOut[], works: Work[], drafts = new Map<string, KeptDraft>()) {
  const stored: Submission[] = [];
  const outbox = new Outbox({
    person: ANA,
    table: inMemory<Entry>((entry) => entry.id),
    send: async (_project, submissions) => {
      stored.push(...submissions);
      return { stored: submissions.map((each) => each.id), surplus: [], refused: [] };
    },
    alone: (run) => run(),
    announce: () => {},
    later: () => () => {},
    now: Date.now,
  });
  const guideline = { id: id(1), version: 1, text: "", body: "", questions, sections: [] };
  const bench = new Workbench({
    project: "p",
    person: ANA,
    outbox,
    kindOf: (name) => KINDS[name] as Kind,
    ask: async (body) => handout(works.filter((each) => !body.have?.includes(each.assignment))),
    guideline: async () => ({ ...guideline, author: "", at: "", note: "" }) as GuidelineOut,
    mine: async () => ({ rows: [] }),
    giveBack: async () => {},
    drafts,
    now: Date.now,
  });
  await bench.start(null);
  const pass = () => vi.advanceTimersByTimeAsync(300);
  await pass();
  const value = (key: string) => bench.state.open?.editor.draft(key).value;
  return { bench, stored, pass, value };
}

test("what is drawn begins with the suggestion, which is no change yet and cannot be undone", async () => {
  const { bench, value } = await setUp([drawn], [suggested(1, { cells: given(LISTED) })]);
  expect(value("cells")).toEqual(LISTED);
  expect(bench.state.open?.editor.isChanged).toBe(false);
  expect(bench.state.open?.editor.canUndo).toBe(false);
});

test("what one key decides begins empty, and the key of the suggestion takes it", async () => {
  const { bench, stored, pass, value } = await setUp([picked], [suggested(1, { tone: given("no") })]);
  expect(value("tone")).toBeUndefined();
  expect(bench.canClearSuggestion).toBe(false);
  bench.takeSuggestion();
  await pass();
  expect(stored.map((each) => each.answers.tone?.value)).toEqual(["no"]);
});

test("clearing is one step: undo brings the suggestion back", async () => {
  const { bench, value } = await setUp([drawn], [suggested(1, { cells: given(LISTED) })]);
  bench.clearSuggestion();
  expect(value("cells")).toBeUndefined();
  expect(bench.canClearSuggestion).toBe(false);
  bench.undo();
  expect(value("cells")).toEqual(LISTED);
});

test("what was drafted before outranks the suggestion, also where it was cleared", async () => {
  const works = () => [suggested(1, { cells: given(LISTED) }), work(2)];
  const first = await setUp([drawn], works());
  first.bench.clearSuggestion();
  const kept = new Map<string, KeptDraft>();
  const drafts = first.bench.state.open?.editor.drafts() ?? {};
  kept.set(id(1), { key: "", guideline_version: 1, drafts, spent_ms: 0 });
  const second = await setUp([drawn], works(), kept);
  expect(second.value("cells")).toBeUndefined();
  expect(second.bench.state.open?.editor.isChanged).toBe(true);
});

test("taking the suggestion after changes gives it as it was", async () => {
  const { bench, stored, pass } = await setUp([drawn], [suggested(1, { cells: given(LISTED) })]);
  bench.state.open?.editor.change("cells", { value: [] });
  bench.takeSuggestion();
  await pass();
  expect(stored.map((each) => each.answers.cells?.value)).toEqual([LISTED]);
});

test("of several questions each suggestion is taken by itself", async () => {
  const both = suggested(1, { tone: given("no"), cells: given(LISTED) });
  const { bench, stored, pass } = await setUp([picked, drawn], [both]);
  bench.takeSuggestion();
  await pass();
  expect(stored).toEqual([]);
  expect(bench.state.active?.question.key).toBe("cells");
  bench.takeSuggestion();
  await pass();
  expect(stored.map((each) => [each.answers.tone?.value, each.answers.cells?.value])).toEqual([
    ["no", LISTED],
  ]);
});

test("an item without a suggestion has none to take", async () => {
  const { bench, value } = await setUp([drawn], [work(1)]);
  expect(bench.canTakeSuggestion).toBe(false);
  expect(value("cells")).toBeUndefined();
});

test("it is said whether the answer still is the suggestion", () => {
  expect(said(given(LISTED), LISTED)).toBe("Check it.");
  expect(said(given(LISTED), [])).toBe("You changed it.");
  expect(said(given(LISTED), undefined)).toBe("You cleared it.");
});
