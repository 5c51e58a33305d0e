import { describe, expect, it } from "vitest";
import { columnsByRole, guessRoles, peekInto, peekLines, peekTable, recordsOf, withRole } from "./peek";

describe("records", () => {
  it("may hold separators, line ends and quotes inside quotes", () => {
    expect(recordsOf('a,b\r\n"x, ""y""\nz",2\n', ",")).toEqual([
      ["a", "b"],
      ['x, "y"\nz', "2"],
    ]);
  });
  it("keep empty fields, and a last line without an end", () => {
    expect(recordsOf("a,,\n,b,", ",")).toEqual([
      ["a", "", ""],
      ["", "b", ""],
    ]);
  });
  it("take a quote inside a field as it stands", () => {
    expect(recordsOf('5" disk,b', ",")).toEqual([['5" disk', "b"]]);
  });
});

describe("a table", () => {
  it("finds semicolons by itself, and drops the mark of Excel", () => {
    expect(peekTable("\ufeffid;text\n1;a, b\n", true, "csv")).toEqual({
      columns: ["id", "text"],
      rows: [["1", "a, b"]],
      total: 1,
    });
  });
  it("leaves the last record out when it may be cut off", () => {
    const cut = peekTable('t\none\n"two and a ha', false, "csv");
    expect(cut?.rows).toEqual([["one"]]);
    expect(cut?.total).toBeNull();
  });
  it("fills short rows", () => {
    expect(peekTable("a\tb\n1\n", true, "tsv")?.rows).toEqual([["1", ""]]);
  });
  it("is nothing without a header", () => expect(peekTable("", true, "csv")).toBeNull());
});

describe("lines of JSON", () => {
  it("unite the columns of all rows and print what is no text", () => {
    expect(peekLines('{"a":"x"}\n\nbroken\n{"b":[1],"a":null}\n', true)).toEqual({
      columns: ["a", "b"],
      rows: [
        ["x", ""],
        ["", "[1]"],
      ],
      total: 3,
    });
  });
});

describe("a file", () => {
  it("says when its bytes are not UTF-8", async () => {
    const latin = new File([new Uint8Array([0x74, 0x0a, 0xfc, 0x0a])], "old.csv");
    expect((await peekInto(latin))?.isGarbled).toBe(true);
    expect((await peekInto(new File(["t\nü\n"], "new.csv")))?.isGarbled).toBe(false);
  });
  it("that is no table has no columns to choose", async () => {
    expect(await peekInto(new File(["x"], "a.png"))).toBeNull();
  });
});

describe("roles", () => {
  it("follow what the guideline shows before any guess", () => {
    expect(guessRoles(["id", "text", "premise", "hypothesis"], ["premise", "hypothesis"])).toEqual({
      id: "id",
      text: "",
      premise: "text",
      hypothesis: "text",
    });
    expect(guessRoles(["title", "label"], ["label"])).toEqual({ title: "", label: "text" });
  });
  it("are guessed by name, and something is always the text", () => {
    expect(guessRoles(["ID", "premise", "hypothesis", "label"])).toEqual({
      ID: "id",
      premise: "text",
      hypothesis: "",
      label: "label",
    });
  });
  it("other than text belong to one column only", () => {
    const roles = withRole(withRole({ a: "id", b: "text", c: "" }, "c", "id"), "a", "text");
    expect(roles).toEqual({ a: "text", b: "text", c: "id" });
    expect(columnsByRole(roles)).toEqual({ text: ["a", "b"], id: ["c"] });
  });
});
