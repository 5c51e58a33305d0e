import { expect, test } from "vitest";
import { caseCommands } from "./commands";

const nothing = () => undefined;
const actions = {
  adopt: nothing,
  pickFocused: nothing,
  walk: nothing,
  edit: nothing,
  unresolvable: nothing,
  cycleReason: nothing,
  write: nothing,
  submit: nothing,
  leave: nothing,
  names: nothing,
  queue: nothing,
  reopen: nothing,
};

test("no two commands of a case share a key, however many answers there are", () => {
  const commands = caseCommands(actions, {
    n: 50,
    nAnswers: 50,
    isFound: true,
    isBusy: false,
    canReopen: true,
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
    canReopen: false,
  });
  expect(commands.every((each) => each.enabled?.() === false)).toBe(true);
});
