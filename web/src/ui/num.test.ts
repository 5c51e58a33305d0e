import { describe, expect, it } from "vitest";
import { ago, bytes, counted, duration, fixed, percent, thin } from "./num";

const NOW = Date.parse("2026-11-23T12:00:00Z");
const before = (minutes: number) => new Date(NOW - minutes * 60_000).toISOString();

describe("thin", () => {
  it("groups whole digits by three, and never those after the point", () => {
    expect([0, 999, 1000, 1234567, 1234.5678].map(thin)).toEqual([
      "0",
      "999",
      "1\u202f000",
      "1\u202f234\u202f567",
      "1\u202f234.5678",
    ]);
  });
  it("uses a true minus", () => expect(thin(-1200)).toBe("−1\u202f200"));
});

describe("percent", () => {
  it("says all or nothing only when it is so", () => {
    expect([0, 0.001, 0.5, 0.999, 1].map(percent)).toEqual([
      "0\u202f%",
      "<1\u202f%",
      "50\u202f%",
      ">99\u202f%",
      "100\u202f%",
    ]);
  });
});

describe("fixed", () => {
  it("does not write minus nought", () => expect(fixed(-0.001, 2)).toBe("0.00"));
  it("keeps digits", () => expect(fixed(-0.7, 2)).toBe("−0.70"));
});

describe("duration", () => {
  it("takes the two largest units", () => {
    expect([320, 3200, 45_000, 59_990, 125_000, 4_800_000, 3_599_900].map(duration)).toEqual([
      "0.3\u202fs",
      "3.2\u202fs",
      "45\u202fs",
      "1\u202fmin",
      "2\u202fmin 5\u202fs",
      "1\u202fh 20\u202fmin",
      "1\u202fh",
    ]);
  });
});

describe("ago", () => {
  it("counts minutes, hours and days", () => {
    expect([0.2, 3, 59.7, 125, 60 * 24, 60 * 24 * 9].map((m) => ago(before(m), NOW))).toEqual([
      "just now",
      "3 min ago",
      "1 h ago",
      "2 h ago",
      "yesterday",
      "9 days ago",
    ]);
  });
  it("gives what is no time back as it is", () => expect(ago("soon", NOW)).toBe("soon"));
});

it("counts nouns", () => {
  expect(counted(1, "item")).toBe("1 item");
  expect(counted(2000, "reply", "replies")).toBe("2\u202f000 replies");
});

it("writes sizes", () => {
  expect([12, 412_000, 3_140_000, 999_600].map(bytes)).toEqual([
    "12\u202fB",
    "412\u202fkB",
    "3.1\u202fMB",
    "1.0\u202fMB",
  ]);
});
