import { beforeEach, describe, expect, it } from "vitest";
import { recallMapping, rememberMapping } from "./mapping";

/** A store in memory. */
function store(): Storage {
  const held = new Map<string, string>();
  return {
    get length() {
      return held.size;
    },
    clear: () => held.clear(),
    getItem: (key) => held.get(key) ?? null,
    key: (index) => [...held.keys()][index] ?? null,
    removeItem: (key) => void held.delete(key),
    setItem: (key, value) => void held.set(key, value),
  };
}

const mapping = { roles: { a: "text", b: "", c: "label" }, encoding: "cp1252", question: "topic" } as const;

describe("what the columns of a file are", () => {
  let kept = store();
  beforeEach(() => {
    kept = store();
    rememberMapping(kept, "news", "a.csv", mapping);
  });
  it("is remembered for the same file in the same project", () => {
    expect(recallMapping(kept, "news", "a.csv", ["c", "a", "b"])).toEqual(mapping);
    expect(recallMapping(kept, "news", "b.csv", ["a", "b", "c"])).toBeNull();
    expect(recallMapping(kept, "other", "a.csv", ["a", "b", "c"])).toBeNull();
  });
  it("is asked anew when the file has other columns", () => {
    expect(recallMapping(kept, "news", "a.csv", ["a", "b"])).toBeNull();
    expect(recallMapping(kept, "news", "a.csv", ["a", "b", "d"])).toBeNull();
  });
});
