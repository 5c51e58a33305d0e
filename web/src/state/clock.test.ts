import { expect, test } from "vitest";
import { ActiveClock, IDLE_MS } from "./clock";

test("time with input counts in full", () => {
  const clock = new ActiveClock(1_000);
  clock.touch(11_000);
  clock.touch(31_000);
  expect(clock.elapsed(36_000)).toBe(35_000);
});

test("a pause counts for thirty seconds and no more", () => {
  const clock = new ActiveClock(0);
  clock.touch(5_000);
  expect(clock.elapsed(600_000)).toBe(5_000 + IDLE_MS);
  clock.touch(600_000);
  expect(clock.elapsed(601_000)).toBe(5_000 + IDLE_MS + 1_000);
});

test("a hidden page costs nothing, however long", () => {
  const clock = new ActiveClock(0);
  clock.hide(4_000);
  expect(clock.elapsed(100_000)).toBe(4_000);
  clock.show(100_000);
  expect(clock.elapsed(103_000)).toBe(7_000);
});

test("an earlier sitting with the same item is carried over", () => {
  expect(new ActiveClock(50_000, 1_234).elapsed(51_000)).toBe(2_234);
});

test("a clock that is set back takes nothing away", () => {
  const clock = new ActiveClock(10_000);
  clock.touch(12_000);
  clock.touch(3_000);
  expect(clock.elapsed(3_500)).toBe(2_500);
});
