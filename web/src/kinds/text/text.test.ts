import { expect, test, vi } from "vitest";
import { createEditor } from "../../state/editor";
import { item, question } from "../../state/example";
import { kindOf } from "../registry";
import { brief, lengthOf, ownPieces, problemOf } from "./kernel";
import { TextSession } from "./session";

const ask = (options: Record<string, unknown>) => question("q", { kind: "text", labels: [], options });

test("length counts code points of the tidied text, as the server does", () => {
  expect(lengthOf("  😀e\u0301\r\n ")).toBe(2);
  expect(problemOf(ask({ max_length: 2 }), "😀😀")).toBeUndefined();
  expect(problemOf(ask({ max_length: 2 }), "abc")).toMatch("1 character too long");
});

test("blanks alone are no answer, and empty is one only where the guideline says so", () => {
  expect(problemOf(ask({}), " \n ")).toMatch("Write");
  expect(problemOf(ask({}), "")).toMatch("Write");
  expect(problemOf(ask({ empty: true }), "")).toBeUndefined();
  expect(problemOf(ask({ empty: true }), undefined)).toMatch("nothing to write");
});

test("the whole text has the form; a pattern that only the server understands is left to it", () => {
  expect(problemOf(ask({ pattern: "\\d{4}|none" }), "1907")).toBeUndefined();
  expect(problemOf(ask({ pattern: "\\d{4}|none" }), "about 1907")).toMatch("form");
  expect(problemOf(ask({ pattern: "(?P<year>\\d+)" }), "x")).toBeUndefined();
});

test("what another text lacks is marked, and the pieces make up the text", () => {
  const pieces = ownPieces("the cold soup", "the hot soup");
  expect(pieces.filter((each) => each.isOwn).map((each) => each.text)).toEqual(["cold"]);
  expect(pieces.map((each) => each.text).join("")).toBe("the cold soup");
  expect(ownPieces("same", "same")).toEqual([{ text: "same", isOwn: false }]);
});

test("one line for lists is short and without line breaks", () => {
  expect(brief("a\n  b")).toBe("a b");
  expect([...brief("😀".repeat(400))]).toHaveLength(300);
  expect(brief("")).toBe("nothing to write");
  expect(kindOf("text").summary("x", ask({}))).toBe("x");
});

test("nothing to write is an answer of its own, beside an empty field", () => {
  const asked = ask({ empty: true });
  const onDone = vi.fn();
  const editor = createEditor({ item: item(1), questions: [asked], onDone });
  const session = new TextSession(editor.handle(asked));
  session.type("x");
  session.type("");
  expect(editor.answers()).toEqual({});
  session.takeNothing();
  expect([editor.answers(), session.isNothing, session.problem()]).toEqual([{ q: "" }, true, undefined]);
  expect(onDone).toHaveBeenCalledOnce();
  session.takeNothing();
  expect(editor.answers()).toEqual({});
});
