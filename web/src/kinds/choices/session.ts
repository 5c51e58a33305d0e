import { LabelSession } from "../parts/LabelSession";
import type { AnswerHandle } from "../types";
import { chosen, limits, problemOf, toggled } from "./kernel";

export class ChoicesSession extends LabelSession {
  constructor(handle: AnswerHandle) {
    const { labels } = handle.question;
    super(handle, limits(handle.question).min === 0 ? { labels, none: "None of these" } : { labels });
  }

  isChosen(key: string): boolean {
    return chosen(this.handle.value()).includes(key);
  }

  override isNone(): boolean {
    const value = this.handle.value();
    return Array.isArray(value) && value.length === 0;
  }

  protected pick(key: string): void {
    this.handle.set(toggled(this.handle.question, this.handle.value(), key));
  }

  protected override pickNone(): void {
    this.handle.set(this.isNone() ? undefined : []);
  }

  problem(): string | undefined {
    return problemOf(this.handle.question, this.handle.value());
  }
}
