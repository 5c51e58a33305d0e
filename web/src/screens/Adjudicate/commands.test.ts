import { expect, test } from "vitest";
import { caseCommands, reasonCommands } from "./commands";

const nothing = () => undefined;
const actions = {
  adopt: nothing,
  pickFocused: nothing,
  walk: nothing,
  edit: nothing,
  unresolvable: nothing,
  reasons: nothing,
  write: nothing,
  submit: nothing,
  leave: nothing,
  names: nothing,
  second: nothing,
  adoptRuling: nothing,
  queue: nothing,
  reopen: nothing,
};

test("no two commands of a case share a key, however many answers there are", () => {
  const commands = caseCommands(actions, {
    n: 50,
    nAnswers: 50,
    isFound: true,
    isBusy: false,
    isChoosing: false,
    canReopen: true,
    isSettling: false,
    canAskSecond: true,
  });
  const keys = commands.flatMap((each) => each.keys);
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys).toContain("Shift+9");
  expect(keys).not.toContain("10");
});

test("nothing is done twice while a ruling is on its way", () => {
  const commands = caseCommands(actions, {
    n: 2,
    nAnswers: 2,
    isFound: false,
    isBusy: true,
    isChoosing: false,
    canReopen: false,
    isSettling: false,
    canAskSecond: true,
  });
  expect(commands.every((each) => each.enabled?.() === false)).toBe(true);
});

test("while a reason is chosen, no key of a reason does anything to the ruling, nor does a digit beyond them", () => {
  const commands = caseCommands(actions, {
    n: 9,
    nAnswers: 9,
    isFound: true,
    isBusy: false,
    isChoosing: true,
    canReopen: false,
    isSettling: false,
    canAskSecond: true,
  });
  const reasons = reasonCommands(["gap", "slip"], { choose: nothing, takeBack: nothing });
  const taken = [...reasons.flatMap((each) => each.keys), "3", "9", "Shift+1", "ArrowDown"];
  const open = commands.filter((each) => each.enabled?.() !== false && each.id !== "adjudicate.queue");
  expect(open.flatMap((each) => each.keys).filter((key) => taken.includes(key))).toEqual([]);
  expect(reasons.map((each) => each.keys)).toEqual([["1"], ["2"], ["Escape"]]);
});
