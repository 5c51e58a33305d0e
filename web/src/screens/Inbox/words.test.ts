import { expect, test } from "vitest";
import type { MessageOut, ThreadRow } from "../../model/api.gen";
import { deedOf, moved, stateOf } from "./words";

const row = (part: Partial<ThreadRow>): ThreadRow => ({
  about: "",
  amended_in: null,
  at: "",
  by: "",
  id: "0123456789abcdef",
  is_mine: false,
  is_shared: false,
  is_unread: false,
  item: null,
  last_at: "",
  n_replies: 0,
  section: null,
  section_is_gone: false,
  status: "waiting",
  target: "item",
  target_id: "",
  text: "",
  ...part,
});

test("a thread says whose turn it is, what came of it and how long it is", () => {
  expect(stateOf(row({}))).toBe("waits for an answer");
  expect(stateOf(row({ status: "resolved", amended_in: 3, n_replies: 2 }))).toBe(
    "resolved · version 3 · 2 replies",
  );
});

test("words are no deeds; an amendment names its version", () => {
  const message = { type: "reply", version: null } as MessageOut;
  expect(deedOf(message)).toBeUndefined();
  expect(deedOf({ ...message, type: "amendment", version: 4 })).toContain("version 4");
});

test("the cursor begins at the first thread and stays inside the list", () => {
  expect(moved(-1, 1, 3)).toBe(0);
  expect(moved(2, 1, 3)).toBe(2);
  expect(moved(0, -1, 3)).toBe(0);
  expect(moved(0, 1, 0)).toBe(-1);
});
