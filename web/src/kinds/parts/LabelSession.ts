/** What kinds made of labels share: a key for each label, search by typing, and which label is looked at. */
import type { Command } from "../../keys/commands";
import { lastTyped } from "../../keys/engine";
import { ANY_LETTER } from "../../keys/keymap";
import type { AnswerHandle, LabelOut, Session } from "../types";
import { isLarge, N_RECENT, search } from "./labelTree";
import { groupsOf, recentOf, rememberRecent } from "./recent";

/** Labels that have a key of their own: 1 … 9, then Shift 1 … 9. More are found by typing. */
export const N_KEYED = 18;

/** The default key of the label at that place, counted from 0. */
export function keyAt(place: number): string | undefined {
  if (place < 9) return `${place + 1}`;
  return place < N_KEYED ? `Shift+${place - 8}` : undefined;
}

export interface LabelSessionOptions {
  labels: readonly LabelOut[];
  keyOf?: (place: number) => string | undefined;
  /** Title of the explicit "nothing here", where the kind has one. */
  none?: string;
  /** Without colours, where these would tell what must not be known. */
  isPlain?: boolean;
}

export abstract class LabelSession implements Session {
  readonly labels: readonly LabelOut[];
  readonly commands: readonly Command[];
  readonly noneCommand: Command | undefined;
  /** Many labels, or a tree of them: the keys belong to those used last, and all are found by typing. */
  readonly isLarge: boolean;
  readonly isPlain: boolean;
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;
  #looked: string | undefined;
  #last: string | undefined;
  #query: string | null = null;
  #place = 0;

  constructor(
    readonly handle: AnswerHandle,
    options: LabelSessionOptions,
  ) {
    this.labels = options.labels;
    this.isLarge = isLarge(options.labels);
    this.isPlain = options.isPlain === true;
    const group = handle.question.title;
    const keyOf = options.keyOf ?? keyAt;
    const picks = this.labels.flatMap((label, place): Command[] => {
      const keys = keyOf(place);
      if (keys === undefined) return [];
      return [
        {
          id: `labels.${place + 1}`,
          title: label.title,
          keys: [keys],
          group,
          run: () => this.take(label.key),
        },
      ];
    });
    this.noneCommand =
      options.none === undefined
        ? undefined
        : { id: "labels.none", title: options.none, keys: ["0", "N"], group, run: () => this.takeNone() };
    const find: Command = {
      id: "labels.find",
      title: "Find a label by typing",
      keys: ["/", ANY_LETTER],
      group,
      run: () => this.search(lastTyped() === "/" ? "" : lastTyped()),
    };
    this.commands = [
      ...(this.isLarge ? this.#recentCommands() : picks),
      ...(this.noneCommand ? [this.noneCommand] : []),
      ...(this.hasSearch ? [find] : []),
      ...this.more(),
    ];
    this.#stop = handle.subscribe(() => this.tell());
  }

  /** Commands of the kind's own. */
  protected more(): readonly Command[] {
    return [];
  }

  #recentCommands(): Command[] {
    return Array.from({ length: N_RECENT }, (_, place) => ({
      id: `labels.recent.${place + 1}`,
      title: `Label used lately, number ${place + 1}`,
      keys: [`${place + 1}`],
      group: this.handle.question.title,
      run: () => {
        const key = this.recent()[place];
        if (key !== undefined) this.take(key);
      },
      enabled: () => this.recent()[place] !== undefined,
    }));
  }

  /** Labels used lately, each at its key until another takes the place. */
  recent(): readonly (string | undefined)[] {
    const known = new Set(this.labels.map((label) => label.key));
    return recentOf(this.handle.question).map((key) =>
      key !== undefined && known.has(key) ? key : undefined,
    );
  }

  recentCommandAt(place: number): Command | undefined {
    return this.commands.find((command) => command.id === `labels.recent.${place + 1}`);
  }

  /** Groups of the tree that are open, by their name. */
  get openGroups(): ReadonlySet<string> {
    return groupsOf(this.handle.question);
  }

  toggleGroup(name: string, isOpen: boolean): void {
    if (isOpen) groupsOf(this.handle.question).add(name);
    else groupsOf(this.handle.question).delete(name);
    this.tell();
  }

  abstract isChosen(key: string): boolean;
  protected abstract pick(key: string): void;
  abstract problem(): string | undefined;

  /** Only kinds that offer `none` have it. */
  protected pickNone(): void {}
  isNone(): boolean {
    return false;
  }

  get hasSearch(): boolean {
    return this.isLarge || this.labels.length > N_KEYED;
  }

  commandAt(place: number): Command | undefined {
    return this.commands.find((command) => command.id === `labels.${place + 1}`);
  }

  take(key: string): void {
    this.#last = key;
    this.#query = null;
    if (this.isLarge && !this.isChosen(key)) rememberRecent(this.handle.question, key);
    this.pick(key);
    this.tell();
  }

  takeNone(): void {
    this.#last = undefined;
    this.pickNone();
    this.tell();
  }

  /** What is typed into the search; null while nobody searches. */
  get query(): string | null {
    return this.#query;
  }

  search(query: string | null): void {
    this.#query = query;
    this.#place = 0;
    this.tell();
  }

  /** Which of the labels found Enter takes. */
  get place(): number {
    return this.#place;
  }

  walk(by: number): void {
    const last = this.found().length - 1;
    this.#place = Math.max(0, Math.min(last, this.#place + by));
    this.tell();
  }

  /** The labels that the search leaves, with their places. */
  found(): { label: LabelOut; place: number }[] {
    return search(this.labels, this.#query ?? "");
  }

  /** The label under the pointer or in focus; undefined when none is any more. */
  look(key: string | undefined): void {
    if (key === this.#looked) return;
    this.#looked = key;
    this.tell();
  }

  focusLabel(): string | undefined {
    return this.#looked ?? this.#last ?? this.labels.find((label) => this.isChosen(label.key))?.key;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  dispose(): void {
    this.#stop();
    this.#listeners.clear();
  }

  protected tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}

/** One label at a time: picking one answers the question. */
export class OneLabelSession extends LabelSession {
  readonly isDirect = true;

  isChosen(key: string): boolean {
    return this.handle.value() === key;
  }

  protected pick(key: string): void {
    this.handle.set(key);
    this.handle.done();
  }

  problem(): string | undefined {
    const value = this.handle.value();
    if (value === undefined) return "Choose a label.";
    return this.labels.some((label) => label.key === value)
      ? undefined
      : "Choose a label; the one given is gone.";
  }
}
