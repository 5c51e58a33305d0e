import { describe, expect, it } from "vitest";
import type { Membership } from "../../model/api.gen";
import { firstPage, joined } from "./joined";

const member = (project: string, role: Membership["role"] = "annotator"): Membership => ({
  project,
  role,
  title: project,
});

describe("after an invitation is accepted", () => {
  it("a member of many goes to the project that is new", () =>
    expect(joined([member("a"), member("b")], [member("a"), member("c"), member("b")])?.project).toBe("c"));
  it("a member with a new role goes where the role changed", () =>
    expect(joined([member("a"), member("b")], [member("a", "owner"), member("b")])?.project).toBe("a"));
  it("a newcomer goes to the only project", () => expect(joined([], [member("a")])?.project).toBe("a"));
  it("nobody is sent to one of many that were there before", () =>
    expect(joined([member("a"), member("b")], [member("a"), member("b")])).toBeUndefined());
  it("those who label begin at once, others look round first", () => {
    expect(firstPage(member("a b"))).toBe("/p/a%20b/label");
    expect(firstPage(member("a", "viewer"))).toBe("/p/a");
    expect(firstPage(undefined)).toBe("/");
  });
});
