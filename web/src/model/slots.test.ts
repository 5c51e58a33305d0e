import { expect, test } from "vitest";
import { slotOf, slotsOf } from "./slots";

const KEYS = Array.from({ length: 30 }, (_, n) => `label-${n}`);

test("up to twelve labels have colours of their own, and more have slots of their own", () => {
  for (let n = 1; n <= KEYS.length; n += 1) {
    const slots = [...slotsOf(KEYS.slice(0, n)).values()];
    expect(new Set(slots).size).toBe(n);
    expect(Math.max(...slots)).toBeLessThan(Math.ceil(n / 12) * 12);
  }
});

test("the order of the labels in the guideline does not matter", () => {
  const keys = KEYS.slice(0, 9);
  expect(slotsOf([...keys].reverse())).toEqual(slotsOf(keys));
});

test("dropping a label leaves every label its colour that did not meet another", () => {
  let kept = 0;
  let all = 0;
  for (let from = 0; from + 5 <= KEYS.length; from += 1) {
    const keys = KEYS.slice(from, from + 5);
    const before = slotsOf(keys);
    for (const dropped of keys) {
      const rest = keys.filter((key) => key !== dropped);
      const after = slotsOf(rest);
      all += rest.length;
      kept += rest.filter((key) => after.get(key) === before.get(key)).length;
    }
  }
  expect(kept / all).toBeGreaterThan(0.75);
});

test("a merged label takes no colour from those that stay", () => {
  const before = slotsOf(["happy", "unhappy", "mixed", "indifferent"]);
  const after = slotsOf(["happy", "unhappy", "indifferent"]);
  for (const [key, slot] of after) expect(before.get(key)).toBe(slot);
});

test("a label that the question lacks has no slot", () => {
  expect(slotOf({ labels: [] }, "gone")).toBeUndefined();
});
