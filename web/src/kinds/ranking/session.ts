import type { Command } from "../../keys/commands";
import { LabelSession } from "../parts/LabelSession";
import type { AnswerHandle } from "../types";
import { moved, problemOf, ranked, thingsOf, toggled } from "./kernel";

export class RankingSession extends LabelSession {
  #held: string | undefined;
  /** What has the last place because nothing else was left for it. */
  #fell: string | undefined;

  constructor(handle: AnswerHandle) {
    super(handle, { labels: thingsOf(handle.question) });
  }

  protected override more(): readonly Command[] {
    const group = this.handle.question.title;
    const move = (id: string, title: string, key: string, by: number): Command => ({
      id: `ranking.${id}`,
      title,
      keys: [key],
      group,
      run: () => this.move(by),
      enabled: () => this.held !== undefined,
    });
    return [
      move("up", "Move the last one up", "ArrowUp", -1),
      move("down", "Move the last one down", "ArrowDown", 1),
    ];
  }

  /** What arrows move: the thing taken last. */
  get held(): string | undefined {
    return this.#held !== undefined && this.isChosen(this.#held) ? this.#held : undefined;
  }

  /** Keys in order, the best first. */
  get order(): string[] {
    return ranked(this.handle.question, this.handle.value());
  }

  isChosen(key: string): boolean {
    return this.order.includes(key);
  }

  /** Rank it, or take it out. The key of what fell into the last place says that it belongs there. */
  protected pick(key: string): void {
    this.#held = key;
    const { question } = this.handle;
    const before = this.order;
    const isConfirmed = key === this.#fell && key === before.at(-1) && this.problem() === undefined;
    if (!isConfirmed) {
      const order = toggled(question, before, key);
      this.#fell = order && order.length === before.length + 2 ? order.at(-1) : undefined;
      this.handle.set(order);
      return;
    }
    this.#fell = undefined;
    this.handle.done({ isOpen: true });
  }

  /** Move that thing, or the one held. */
  move(by: number, key = this.held): void {
    if (key === undefined) return;
    this.#held = key;
    this.handle.set(moved(this.handle.question, this.handle.value(), key, by), { merge: `move ${key}` });
  }

  problem(): string | undefined {
    return problemOf(this.handle.question, this.handle.value());
  }
}
