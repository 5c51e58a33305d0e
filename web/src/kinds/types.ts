/** What a kind of answer offers to the screens. A kind is one folder here; no screen names a kind. */
import type { ComponentType } from "react";
import type { Command } from "../keys/commands";
import type { CaseUnit, ItemOut, LabelOut, QuestionOut } from "../model/api.gen";
import type { Completed } from "../state/editor";

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** The answer's side of one question while it is being given; the label screen makes one for each question. */
export interface AnswerHandle {
  readonly item: ItemOut;
  readonly question: QuestionOut;
  /** Colour slot of a label, by its key: 0 … 11, then the same colours with another pattern. */
  slot(label: string): number;
  /** The present value; undefined while nothing has been answered. */
  value(): Json | undefined;
  /** Replace the value: one undo step. Steps with the same `merge` key in a row become one (a drag, a nudge). */
  set(value: Json | undefined, options?: { merge?: string }): void;
  /** Say that the answer is complete: a screen with this one question submits and moves on. */
  done(how?: Completed): void;
  /** Tells this annotator on this item from others, each time the same; none where nothing is drawn by lot. */
  readonly seed?: string | undefined;
  /** The annotator's own answer to this question on the item before, where there is one. */
  previous(): Json | undefined;
  subscribe(listener: () => void): () => void;
}

/** A kind's controller for one question on one item, outside React: tool, selection, camera, gestures, commands. */
export interface Session {
  readonly handle: AnswerHandle;
  /** Feeds the keyboard, the buttons and the help sheet. */
  readonly commands: readonly Command[];
  /** Why the answer cannot be submitted as it stands, or undefined when it can. */
  problem(): string | undefined;
  /** The label whose definition stands under the labels (hovered, focused or chosen), if any. */
  focusLabel(): string | undefined;
  /** Whether one decision is the whole answer, so that it is flashed and submitted by itself. */
  readonly isDirect?: boolean;
  subscribe(listener: () => void): () => void;
  dispose(): void;
}

/** One answer among several, for read-only views: `who` is a letter or a name, `pattern` and `slot` tell them apart. */
export interface Layer {
  who: string;
  value: Json;
  slot: number;
  dimmed?: boolean;
}

export interface ViewProps {
  item: ItemOut;
  question: QuestionOut;
  layers: readonly Layer[];
  /** A conflict to show: index into the units of the case. */
  focusUnit?: CaseUnit | undefined;
}

/** What a kind may draw on: the first field of that type among those that its question shows. */
export type Drawn = "text" | "image" | "audio";

/** A field of the item that stands beside another one, under this caption. */
export interface Beside {
  name: string;
  caption: string;
}

/** Editing a ruling: the same Panel and Stage over a handle that the adjudication screen owns. */
export interface Kind {
  readonly name: string;
  /** The explicit "nothing here", where the kind has one. */
  empty(question: QuestionOut): Json | undefined;
  open(handle: AnswerHandle): Session;
  /** Stands in the answers column: labels with their keys, objects, "nothing here". */
  Panel: ComponentType<{ session: Session }>;
  /** Draws the item itself where the kind needs the whole stage (boxes on an image); otherwise the screen shows it. */
  Stage?: ComponentType<{ session: Session }>;
  /** What the Stage draws on; an image unless it says so. That field then is not shown a second time. */
  draws?: Drawn;
  /** Fields to show beside each other, in this order; seed: draws the order for each annotator and item. */
  beside?(item: ItemOut, question: QuestionOut, seed?: string): readonly Beside[];
  /** Whether its Panel has a field to type in, which takes the keys: it is marked `data-takes-keys`. */
  isTyped?: boolean;
  /** A whole answer, where its one line may cut it short. others: the other answers that it stands among. */
  Whole?: ComponentType<{ value: Json; others: readonly Json[] }>;
  /**
   * One value from what was taken for each unit: the place of an answer, also for units in no conflict. A kind whose
   * answers are lists of objects, one to a unit, needs none: its objects are taken as they are.
   */
  compose?(
    answers: readonly Json[],
    units: readonly CaseUnit[],
    picks: Readonly<Record<string, number>>,
  ): Json | undefined;
  /** What a unit is about, in a few words for lists of conflicts: the text that it marks, say. */
  unitText?(unit: CaseUnit, answers: readonly Json[], item: ItemOut, question: QuestionOut): string;
  /** Read-only answers over or beside the item: for history, items and adjudication. */
  View: ComponentType<ViewProps>;
  /** How it is answered, where the labels do not say it: `a number: 0 to 10, in kg`. */
  about?(question: QuestionOut): string;
  /** One line for lists, screen readers and differences. seed: as for whom the lots were drawn, where they were. */
  summary(value: Json, question: QuestionOut, seed?: string): string;
}

export type { CaseUnit, ItemOut, LabelOut, QuestionOut };
