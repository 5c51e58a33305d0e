import { describe, expect, it } from "vitest";
import { ApiError } from "../../api/problem";
import { hasGoodRows } from "./importing";

const refused = (n: number, slug = "import.faults") =>
  new ApiError(422, {
    slug,
    what: "Rows are at fault.",
    where: "a.csv",
    mend: "Mend them.",
    faults: Array.from({ length: n }, (_, at) => ({
      slug: "x",
      what: "x",
      where: `line ${at + 2}`,
      mend: "",
    })),
  });

describe("the good rows of a refused file", () => {
  it("can be had when fewer rows are at fault than there are", () =>
    expect(hasGoodRows(refused(2), 3)).toBe(true));
  it("can be asked for when nobody knows how many rows there are", () =>
    expect(hasGoodRows(refused(2), null)).toBe(true));
  it("are none when every row is at fault", () => expect(hasGoodRows(refused(2), 2)).toBe(false));
  it("are none of a file that could not be read at all", () => {
    expect(hasGoodRows(refused(2, "import.nothing_good"), null)).toBe(false);
    expect(hasGoodRows(new Error("offline"), null)).toBe(false);
  });
});
