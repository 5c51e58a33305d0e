import { afterEach, describe, expect, test } from "vitest";
import { clashes } from "../../keys/keymap";
import { createEditor } from "../../state/editor";
import { item, question as questionOf } from "../../state/example";
import type { Json, QuestionOut } from "../types";
import span from "./index";
import { SpanSession } from "./session";

const TEXT = "👩🏽‍🚀 Ana Vega left New York.\r\nדוד נולד בחיפה.";

let nthQuestion = 0;
const opened: SpanSession[] = [];

/** A session on a question of its own: a label that is held stays from item to item. */
function open(
  options: { value?: Json; options?: QuestionOut["options"]; labels?: string[]; text?: string } = {},
) {
  nthQuestion += 1;
  const labels = (options.labels ?? ["person", "place"]).map((key) => ({
    key,
    title: key[0]?.toUpperCase() + key.slice(1),
    definition: "",
    good: [],
    bad: [],
  }));
  const asked = questionOf(`q${nthQuestion}`, {
    kind: "span",
    labels,
    units: "found",
    options: options.options ?? {},
  });
  const fields = { text: { type: "text" as const, text: options.text ?? TEXT } };
  const editor = createEditor({
    item: item(1, fields),
    questions: [asked],
    initial: options.value === undefined ? {} : { [asked.key]: options.value },
  });
  const session = new SpanSession(editor.handle(asked));
  opened.push(session);
  /** What is marked: label and text, sliced by code points as the server does. */
  const marked = () => {
    const value = (editor.draft(asked.key).value ?? []) as { label: string; start: number; end: number }[];
    return value
      .filter((each) => each.start !== undefined)
      .map(({ label, start, end }) => [label, [...(fields.text.text ?? "")].slice(start, end).join("")]);
  };
  return { session, editor, asked, marked, value: () => editor.draft(asked.key).value };
}

function run(session: SpanSession, ...keys: string[]): void {
  for (const key of keys) {
    const found = session.commands.find((each) => each.keys.includes(key) && each.enabled?.() !== false);
    if (!found) throw new Error(`No command takes ${key} now.`);
    found.run();
  }
}

const unit = (word: string) => TEXT.indexOf(word);
const drag = (session: SpanSession, from: number, to: number, isExact = false) => {
  session.gestureEvent({ type: "down", at: from, on: { ids: [] } });
  session.gestureEvent({ type: "move", at: to, isExact });
  session.gestureEvent({ type: "up", at: to, isExact });
};
const ids = (value: unknown) => (value as { id: string }[]).map(({ id }) => id);

const ANA = { id: "a", label: "person", start: 5, end: 13 };
const YORK = { id: "b", label: "place", start: 19, end: 27 };

afterEach(() => {
  for (const session of opened.splice(0)) session.dispose();
});

describe("by the hand", () => {
  test("a drag picks whole words, and a label's key marks them", () => {
    const { session, marked } = open();
    drag(session, unit("na Vega"), unit("ega"));
    expect(session.picked && session.text.slice(session.picked.start, session.picked.end)).toBe("Ana Vega");
    expect(marked()).toEqual([]);
    run(session, "1");
    expect(marked()).toEqual([["person", "Ana Vega"]]);
  });

  test("with Alt it picks single characters, and never half of one", () => {
    const { session, marked } = open();
    drag(session, 1, unit("na Vega"), true);
    run(session, "1");
    expect(marked()).toEqual([["person", "👩🏽‍🚀 A"]]);
  });

  test("with a label held, each piece is marked at once, and another key holds another label", () => {
    const { session, marked } = open();
    run(session, "1");
    drag(session, unit("Ana"), unit("Vega") + 2);
    run(session, "2");
    drag(session, unit("New"), unit("York") + 2);
    expect(marked()).toEqual([
      ["person", "Ana Vega"],
      ["place", "New York"],
    ]);
    run(session, "Escape", "2");
    expect(session.label).toBeUndefined();
  });

  test("clicks go from the inner span to the outer one and round again", () => {
    const { session } = open({ value: [ANA, { ...ANA, id: "c", start: 9 }] });
    const click = () => {
      session.gestureEvent({ type: "down", at: unit("Vega"), on: { ids: ["a", "c"] } });
      session.gestureEvent({ type: "up", at: unit("Vega"), isExact: false });
      return session.selection;
    };
    expect([click(), click(), click()]).toEqual(["c", "a", "c"]);
  });

  test("a grip moves its boundary by words, and not past the other one", () => {
    const { session, marked } = open({ value: [ANA] });
    const grip = (edge: "start" | "end", to: number) => {
      session.gestureEvent({ type: "down", at: 0, on: { ids: ["a"], grip: { id: "a", edge } } });
      session.gestureEvent({ type: "move", at: to, isExact: false });
      session.gestureEvent({ type: "up", at: to, isExact: false });
    };
    grip("end", unit("eft"));
    expect(marked()).toEqual([["person", "Ana Vega left"]]);
    grip("start", unit("ega"));
    expect(marked()).toEqual([["person", "Vega left"]]);
    grip("end", 0);
    expect(marked()).toEqual([["person", "Vega left"]]);
  });

  test("blanks alone cannot be marked", () => {
    const { session } = open({ text: "a   b" });
    drag(session, 2, 3);
    expect(session.picked).toBeUndefined();
  });
});

describe("by the keys", () => {
  test("arrows go by words, Shift picks, and a label's key marks", () => {
    const { session, marked } = open();
    run(session, "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight", "1");
    expect(marked()).toEqual([["person", "Ana Vega"]]);
  });

  test("Alt goes by characters, an emoji being one", () => {
    const { session, marked } = open();
    run(session, "ArrowRight", "Alt+Shift+ArrowLeft", "1");
    expect(marked()).toEqual([["person", "👩🏽‍🚀"]]);
  });

  test("in a text read from the right, left is forwards", () => {
    const { session, marked } = open();
    session.caret = unit("דוד");
    run(session, "Shift+ArrowLeft", "Shift+ArrowLeft", "Shift+ArrowRight", "1");
    expect(marked()).toEqual([["person", "דוד"]]);
  });

  test("a span is resized, relabeled and deleted, and undo follows each step", () => {
    const { session, marked, editor } = open({ value: [ANA] });
    run(session, ".", "Shift+ArrowRight", "E", "Shift+ArrowRight", "2");
    expect(marked()).toEqual([["place", "Vega left"]]);
    run(session, "Alt+Shift+ArrowLeft"); // over the blank
    expect(marked()).toEqual([["place", "a Vega left"]]);
    run(session, "Delete");
    expect(marked()).toEqual([]);
    const seen = [1, 2, 3, 4, 5].map(() => {
      editor.undo();
      return marked()[0]?.join(" ");
    });
    expect(seen).toEqual([
      "place a Vega left",
      "place Vega left",
      "person Vega left",
      "person Ana Vega left",
      "person Ana Vega",
    ]);
  });

  test("comma and full stop go through the spans in the order of the text", () => {
    const { session } = open({ value: [YORK, ANA] });
    const seen = [".", ".", ".", ","].map((key) => {
      run(session, key);
      return session.selection;
    });
    expect(seen).toEqual(["a", "b", "a", "b"]);
  });

  test("Escape goes back one step at a time", () => {
    const { session } = open({ value: [ANA] });
    run(session, ".");
    expect(session.canEscape()).toBe(true);
    run(session, "Escape");
    expect(session.canEscape()).toBe(false);
    run(session, "ArrowRight", "Shift+ArrowRight", "Escape");
    expect(session.picked).toBeUndefined();
    expect(session.caret).toBeDefined();
    run(session, "Escape");
    expect(session.canEscape()).toBe(false);
  });
});

describe("rules", () => {
  test("the same piece is not marked twice with one label, but with another", () => {
    const { session, marked } = open({ value: [ANA] });
    drag(session, unit("Ana"), unit("Vega") + 1);
    run(session, "1");
    expect(marked()).toHaveLength(1);
    expect(session.message.text).toBe("That is marked already.");
    drag(session, unit("Ana"), unit("Vega") + 1);
    run(session, "2");
    expect(marked()).toHaveLength(2);
  });

  test("spans that may not overlap are refused with the one in the way", () => {
    const { session, marked } = open({ value: [ANA], options: { overlap: "none" } });
    drag(session, unit("Vega"), unit("left") + 1);
    run(session, "2");
    expect(marked()).toHaveLength(1);
    expect(session.message.text).toContain("Person: Ana Vega is in the way");
  });

  test("an answer with faults cannot be submitted, and its objects are named", () => {
    const { session } = open({ value: [{ ...ANA, label: "gone" }] });
    expect(session.problem()).toContain("1 object has a label");
    expect(session.faults?.ids.has("a")).toBe(true);
  });

  test("nothing here is an answer, and spans are in its way", () => {
    const { session, value } = open();
    expect(session.problem()).toBe("Mark a span, or choose Nothing here.");
    run(session, "0");
    expect(value()).toEqual([]);
    expect(session.problem()).toBeUndefined();
    run(session, "0");
    expect(value()).toBeUndefined();
  });

  test("tokens are kept whole", () => {
    const { session, marked } = open({ text: "The U.N. chief", options: { unit: "token" } });
    drag(session, 5, 7, true);
    run(session, "2");
    expect(marked()).toEqual([["place", "U.N."]]);
  });
});

describe("relations", () => {
  const options = { relations: ["lives_in", "born_in", "left"] };

  test("R, the other span and a label's key relate two spans", () => {
    const { session, value } = open({ value: [ANA, YORK], options });
    run(session, ".", "R", ".", "2");
    expect((value() as Json[])[2]).toMatchObject({ label: "born_in", from: "a", to: "b" });
    expect(session.selection).toBe("a");
  });

  test("labels beyond those of spans have keys too", () => {
    const { session, value } = open({ value: [ANA, YORK], options });
    run(session, ".", "R", ".", "3");
    expect((value() as Json[])[2]).toMatchObject({ label: "left" });
  });

  test("with one label, Enter or a click on the other span is enough", () => {
    const one = { relations: ["lives_in"] };
    const { session, value } = open({ value: [ANA, YORK], options: one });
    run(session, ".", "R", ".", "Enter");
    expect(value()).toHaveLength(3);
    const other = open({ value: [ANA, YORK], options: one });
    run(other.session, ".", "R");
    other.session.gestureEvent({ type: "down", at: 20, on: { ids: ["b"] } });
    other.session.gestureEvent({ type: "up", at: 20, isExact: false });
    expect(other.value()).toHaveLength(3);
  });

  test("one that is selected is relabeled by the keys of relations, and deleted", () => {
    const tie = { id: "r", label: "lives_in", from: "a", to: "b" };
    const { session, value } = open({ value: [ANA, YORK, tie], options });
    run(session, ",");
    expect(session.selection).toBe("r");
    run(session, "2");
    expect((value() as Json[])[2]).toMatchObject({ id: "r", label: "born_in" });
    run(session, "Delete");
    expect(ids(value())).toEqual(["a", "b"]);
  });

  test("go with a span that is deleted, and come back with it", () => {
    const tie = { id: "r", label: "lives_in", from: "a", to: "b" };
    const { session, value, editor } = open({ value: [ANA, YORK, tie], options });
    run(session, ".", "Delete");
    expect(ids(value())).toEqual(["b"]);
    editor.undo();
    expect(ids(value())).toEqual(["a", "b", "r"]);
  });

  test("there is no key for them where the guideline asks for none", () => {
    const { session } = open({ value: [ANA, YORK] });
    expect(session.commands.some(({ id }) => id === "span.relate")).toBe(false);
  });
});

test("keys do not clash where relations have more labels than spans", () => {
  const { session } = open({ labels: ["one"], options: { relations: ["a", "b", "c"] } });
  expect(clashes(session.commands)).toEqual([]);
});

test("the summary counts spans and relations by their titles", () => {
  const { asked } = open({ options: { relations: ["lives_in"] } });
  const tie = { id: "r", label: "lives_in", from: "a", to: "b" };
  expect(span.summary([ANA, YORK, tie], asked)).toBe("1 × Person, 1 × Place, 1 × lives in");
  expect(span.summary([], asked)).toBe("Nothing here");
});
