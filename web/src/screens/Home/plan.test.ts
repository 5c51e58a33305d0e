import { describe, expect, it } from "vitest";
import { answersOf, isUnknowable, withArm, withoutArm, withShare } from "./plan";

const total = (arms: { share: number }[]) => arms.reduce((sum, arm) => sum + arm.share, 0);

describe("the cost of a plan", () => {
  it("is one answer an item, and the floor's second ones", () => {
    expect(answersOf(1000, [{ share: 1, overlap: 1 }], 0.1)).toBe(1100);
  });
  it("takes the floor only from single-labeled arms", () => {
    const arms = [
      { share: 0.3, overlap: 3 },
      { share: 0.7, overlap: 1 },
    ];
    expect(answersOf(1000, arms, 0.1)).toBe(900 + 700 + 70);
    expect(answersOf(1000, [{ share: 1, overlap: 2 }], 0.1)).toBe(2000);
  });
});

it("agreement is unknowable only without any second answer", () => {
  expect(isUnknowable([{ share: 1, overlap: 1 }], 0)).toBe(true);
  expect(isUnknowable([{ share: 1, overlap: 1 }], 0.01)).toBe(false);
  expect(
    isUnknowable(
      [
        { share: 0.5, overlap: 2 },
        { share: 0.5, overlap: 1 },
      ],
      0,
    ),
  ).toBe(false);
});

describe("arms", () => {
  it("always share out everything", () => {
    let arms = withArm([{ share: 1, overlap: 1 }], 3);
    arms = withArm(arms, 2);
    for (const share of [0, 0.2, 0.55, 1]) {
      const moved = withShare(arms, 0, share);
      expect(total(moved)).toBeCloseTo(1, 6);
      expect(moved.every((arm) => arm.share > 0)).toBe(true);
    }
    expect(total(withoutArm(arms, 0))).toBeCloseTo(1, 6);
    expect(withoutArm(arms, 2).map((arm) => arm.overlap)).toEqual([3, 2]);
  });
});
