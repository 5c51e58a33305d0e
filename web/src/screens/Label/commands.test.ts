import { expect, test } from "vitest";
import { clashes } from "../../keys/keymap";
import { labelCommands } from "./commands";

test("no keys clash among the commands of the page", () => {
  const nothing = () => {};
  const no = () => false;
  const commands = labelCommands({
    submit: nothing,
    skip: nothing,
    unsure: nothing,
    comment: nothing,
    takeSuggestion: nothing,
    clearSuggestion: nothing,
    undo: nothing,
    redo: nothing,
    back: nothing,
    forward: nothing,
    takeBack: nothing,
    nextQuestion: nothing,
    previousQuestion: nothing,
    guideline: nothing,
    escape: nothing,
    canGoBack: no,
    canGoForward: no,
    canTakeBack: no,
    hasQuestions: no,
    hasItem: no,
    canTakeSuggestion: no,
    canClearSuggestion: no,
    canEscape: no,
  });
  expect(clashes(Object.values(commands))).toEqual([]);
});
