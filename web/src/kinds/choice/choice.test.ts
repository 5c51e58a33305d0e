import { expect, test, vi } from "vitest";
import { createEditor } from "../../state/editor";
import { item, label, question } from "../../state/example";
import { keyAt, OneLabelSession } from "../parts/LabelSession";
import choice from "./index";

const open = (n: number) => {
  const labels = Array.from({ length: n }, (_, at) => ({
    ...label(`l${at}`),
    title: at === 20 ? "Swedish" : `Title ${at}`,
  }));
  const ask = question("q", { labels });
  const onDone = vi.fn();
  const editor = createEditor({ item: item(1), questions: [ask], onDone });
  return { editor, onDone, session: new OneLabelSession(editor.handle(ask), { labels }) };
};

test("a label's key answers the question and says that it is done", () => {
  const { editor, onDone, session } = open(3);
  session.commandAt(1)?.run();
  expect(editor.answers()).toEqual({ q: "l1" });
  expect(onDone).toHaveBeenCalledOnce();
  expect(session.problem()).toBeUndefined();
  expect(session.focusLabel()).toBe("l1");
});

test("keys are 1 to 9, then Shift 1 to 9, then a search", () => {
  expect([0, 8, 9, 17, 18].map(keyAt)).toEqual(["1", "9", "Shift+1", "Shift+9", undefined]);
  expect(open(18).session.commands.some((command) => command.id === "labels.find")).toBe(false);
  expect(open(19).session.commands.some((command) => command.id === "labels.find")).toBe(true);
});

test("a search finds titles that start with the words before those that hold them", () => {
  const { session } = open(30);
  session.search("swed");
  expect(session.found().map((each) => each.place)).toEqual([20]);
  session.search("title 2");
  expect(session.found()[0]?.place).toBe(2);
  session.search("nothing like it");
  expect(session.found()).toEqual([]);
  session.take("l20");
  expect(session.query).toBeNull();
});

test("an answer whose label is gone must be given again", () => {
  const { editor, session } = open(3);
  editor.change("q", { value: "old" });
  expect(session.problem()).toMatch("gone");
});

test("the summary is the label's title, or the key that the guideline has lost", () => {
  expect(choice.summary("yes", question("q"))).toBe("YES");
  expect(choice.summary("lost", question("q"))).toBe("lost");
});
