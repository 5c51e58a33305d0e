/** The answers to one item while they are being given, with undo and redo across its questions. No React. */

import type { ItemOut, QuestionOut } from "../model/api.gen";
import { slotOf } from "../model/slots";
import { isSame, type Json } from "./json";

/** What has been said so far to one question. second: the second choice of somebody unsure. */
export interface Draft {
  readonly value?: Json | undefined;
  readonly second?: Json | undefined;
  readonly unsure: boolean;
  readonly note: string;
}

export type Part = "value" | "second";

/**
 * How an answer became complete.
 *
 * isEnter: with Enter, so that what is complete with it is submitted also where several questions were asked.
 * isOpen: the next question comes by itself, but a single one still waits for Enter.
 */
export interface Completed {
  readonly isEnter?: boolean;
  readonly isOpen?: boolean;
}

const BLANK: Draft = { unsure: false, note: "" };

interface Step {
  readonly question: string;
  readonly before: Draft;
  readonly after: Draft;
  readonly merge: string | undefined;
}

export interface EditorOptions {
  item: ItemOut;
  questions: readonly QuestionOut[];
  /** Values to begin with. */
  initial?: Readonly<Record<string, Json>> | undefined;
  /** The same with all that belongs to an answer. */
  start?: Readonly<Record<string, Draft>> | undefined;
  /** What was changed since and not submitted. */
  drafts?: Readonly<Record<string, Draft>> | undefined;
  previous?: Readonly<Record<string, Json>> | undefined;
  /** Draws lots for this annotator on this item: which of two texts stands first, say. */
  seed?: string | undefined;
  onDone?: ((question: string, part: Part, how: Completed) => void) | undefined;
}

/** One question's side of the editor, as kinds see it. */
export class Handle {
  constructor(
    private readonly editor: AnswerEditor,
    readonly question: QuestionOut,
    private readonly part: Part,
  ) {}

  get item(): ItemOut {
    return this.editor.item;
  }

  get seed(): string | undefined {
    return this.editor.seed;
  }

  slot(label: string): number {
    return slotOf(this.question, label) ?? 0;
  }

  value(): Json | undefined {
    return this.editor.draft(this.question.key)[this.part];
  }

  set(value: Json | undefined, options: { merge?: string } = {}): void {
    const merge = options.merge === undefined ? undefined : `${this.part}:${options.merge}`;
    this.editor.change(this.question.key, { [this.part]: value }, merge);
  }

  done(how: Completed = {}): void {
    this.editor.done(this.question.key, this.part, how);
  }

  previous(): Json | undefined {
    return this.part === "value" ? this.editor.previous[this.question.key] : undefined;
  }

  subscribe(listener: () => void): () => void {
    return this.editor.subscribe(listener);
  }
}

export class AnswerEditor {
  readonly item: ItemOut;
  readonly questions: readonly QuestionOut[];
  readonly previous: Readonly<Record<string, Json>>;
  readonly seed: string | undefined;
  #start: Readonly<Record<string, Draft>>;
  readonly #onDone: EditorOptions["onDone"];
  readonly #listeners = new Set<() => void>();
  #drafts: Record<string, Draft>;
  #steps: Step[] = [];
  #redo: Step[] = [];

  constructor(options: EditorOptions) {
    this.item = options.item;
    this.questions = options.questions;
    this.previous = options.previous ?? {};
    this.seed = options.seed;
    this.#onDone = options.onDone;
    const initial = Object.entries(options.initial ?? {}).map(([key, value]) => [key, { ...BLANK, value }]);
    this.#start = { ...Object.fromEntries(initial), ...options.start };
    this.#drafts = { ...this.#start, ...options.drafts };
  }

  handle(question: QuestionOut, part: Part = "value"): Handle {
    return new Handle(this, question, part);
  }

  draft(question: string): Draft {
    return this.#drafts[question] ?? BLANK;
  }

  drafts(): Readonly<Record<string, Draft>> {
    return this.#drafts;
  }

  /** The values given so far, by question. */
  answers(): Record<string, Json> {
    const given: Record<string, Json> = {};
    for (const { key } of this.questions) {
      const { value } = this.draft(key);
      if (value !== undefined) given[key] = value;
    }
    return given;
  }

  /** Change part of what is said to a question: one step of undo. Steps in a row with one `merge` become one. */
  change(question: string, part: Partial<Draft>, merge?: string): void {
    const before = this.draft(question);
    const after: Draft = { ...before, ...part };
    if (isSameDraft(before, after)) return;
    const last = this.#steps.at(-1);
    const isOneWithLast = merge !== undefined && last?.merge === merge && last.question === question;
    if (isOneWithLast && this.#redo.length === 0) {
      this.#steps[this.#steps.length - 1] = { ...last, after };
    } else {
      this.#steps.push({ question, before, after, merge });
    }
    this.#redo = [];
    this.#put(question, after);
  }

  /** Begin with a value that somebody else gave: it is no change, and what was drafted before outranks it. */
  begin(question: string, value: Json): void {
    const start = { ...BLANK, value };
    this.#start = { ...this.#start, [question]: start };
    if (this.#drafts[question] === undefined) this.#put(question, start);
  }

  done(question: string, part: Part, how: Completed): void {
    this.#onDone?.(question, part, how);
  }

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  get canRedo(): boolean {
    return this.#redo.length > 0;
  }

  /** Whether anything differs from what the editor was opened with. */
  get isChanged(): boolean {
    return this.questions.some(({ key }) => !isSameDraft(this.draft(key), { ...BLANK, ...this.#start[key] }));
  }

  undo(): void {
    const step = this.#steps.pop();
    if (!step) return;
    this.#redo.push(step);
    this.#put(step.question, step.before);
  }

  redo(): void {
    const step = this.#redo.pop();
    if (!step) return;
    this.#steps.push({ ...step, merge: undefined });
    this.#put(step.question, step.after);
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #put(question: string, draft: Draft): void {
    this.#drafts = { ...this.#drafts, [question]: draft };
    for (const listener of [...this.#listeners]) listener();
  }
}

/** The editor of one item's answers; the adjudication page makes one for its ruling. */
export function createEditor(options: EditorOptions): AnswerEditor {
  return new AnswerEditor(options);
}

const isSameDraft = (a: Draft, b: Draft) =>
  a.unsure === b.unsure && a.note === b.note && isSame(a.value, b.value) && isSame(a.second, b.second);
