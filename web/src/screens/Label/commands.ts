/** What can be done on this page besides answering; one list for the keys, the buttons and the sheet. */
import type { Command } from "../../keys/commands";

export interface LabelActions {
  submit(): void;
  skip(): void;
  unsure(): void;
  comment(): void;
  takeSuggestion(): void;
  clearSuggestion(): void;
  undo(): void;
  redo(): void;
  back(): void;
  forward(): void;
  takeBack(): void;
  nextQuestion(): void;
  previousQuestion(): void;
  guideline(): void;
  escape(): void;
  canGoBack(): boolean;
  canGoForward(): boolean;
  canTakeBack(): boolean;
  hasQuestions(): boolean;
  hasItem(): boolean;
  canTakeSuggestion(): boolean;
  canClearSuggestion(): boolean;
  canEscape(): boolean;
}

const ANSWER = "Answer";
const LOOK_BACK = "Look back";

export function labelCommands(on: LabelActions) {
  const list = {
    submit: command("label.submit", "Submit and go on", ["Enter"], ANSWER, on.submit, on.hasItem),
    skip: command("label.skip", "Skip, with a reason", ["Shift+Enter"], ANSWER, on.skip, on.hasItem),
    unsure: command("label.unsure", "Unsure: a second choice", ["U"], ANSWER, on.unsure, on.hasItem),
    comment: command("label.comment", "Comment", ["C"], ANSWER, on.comment, on.hasItem),
    takeSuggestion: command(
      "label.takeSuggestion",
      "Take the suggestion as it is",
      ["Alt+Enter"],
      ANSWER,
      on.takeSuggestion,
      on.canTakeSuggestion,
    ),
    clearSuggestion: command(
      "label.clearSuggestion",
      "Clear the suggestion",
      ["Alt+Backspace"],
      ANSWER,
      on.clearSuggestion,
      on.canClearSuggestion,
    ),
    next: command("label.next", "Next question", ["Q"], ANSWER, on.nextQuestion, on.hasQuestions),
    previous: command(
      "label.previous",
      "Question before",
      ["Shift+Q"],
      ANSWER,
      on.previousQuestion,
      on.hasQuestions,
    ),
    undo: command("label.undo", "Undo, also what was submitted", ["Mod+Z"], LOOK_BACK, on.undo),
    redo: command("label.redo", "Redo", ["Mod+Shift+Z", "Mod+Y"], LOOK_BACK, on.redo),
    back: command("label.back", "Answer before", ["Alt+ArrowLeft"], LOOK_BACK, on.back, on.canGoBack),
    forward: command(
      "label.forward",
      "Answer after",
      ["Alt+ArrowRight"],
      LOOK_BACK,
      on.forward,
      on.canGoForward,
    ),
    takeBack: command(
      "label.takeBack",
      "Take back the answer that is open",
      ["Shift+Backspace"],
      LOOK_BACK,
      on.takeBack,
      on.canTakeBack,
    ),
    guideline: command("label.guideline", "Show or fold the guideline", ["G"], "Page", on.guideline),
    escape: command("label.escape", "One step back", ["Escape"], "Page", on.escape, on.canEscape),
  } as const;
  return list;
}

export type LabelCommands = ReturnType<typeof labelCommands>;

function command(
  id: string,
  title: string,
  keys: readonly string[],
  group: string,
  run: () => void,
  enabled: () => boolean = () => true,
): Command {
  return { id, title, keys, group, run, enabled };
}
