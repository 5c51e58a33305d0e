/** What kinds share whose answer is typed: what stands in the field, the value that it says, and why it says none. */
import type { Command } from "../../keys/commands";
import { isSame } from "../../state/json";
import type { AnswerHandle, Json, Session } from "../types";

export abstract class TypedSession implements Session {
  readonly commands: readonly Command[];
  readonly #listeners = new Set<() => void>();
  readonly #stop: () => void;
  #field: HTMLElement | null = null;
  #raw = "";
  #isTold = false;

  constructor(readonly handle: AnswerHandle) {
    this.commands = this.#commands();
    this.#stop = handle.subscribe(() => {
      if (!isSame(this.read(this.#raw), handle.value())) this.#raw = this.write(handle.value());
      this.tell();
    });
  }

  /** The value that a text says; undefined for none. What cannot be read is kept as the text that it is. */
  abstract read(raw: string): Json | undefined;
  /** A value as it stands in the field. */
  abstract write(value: Json | undefined): string;
  abstract problem(): string | undefined;

  /** Commands beside the one that goes to the field. */
  protected more(): readonly Command[] {
    return [];
  }

  /** What stands in the field. */
  get raw(): string {
    return this.#raw;
  }

  /** To be called once by the class itself, when its own fields stand. */
  protected begin(): void {
    this.#raw = this.write(this.handle.value());
  }

  type(raw: string): void {
    this.#raw = raw;
    this.#isTold = false;
    this.handle.set(this.read(raw), { merge: "typing" });
    this.tell();
  }

  /** Go on with what stands in the field, as Enter does; or say why not. */
  enter(): void {
    const mayBeLeft = !this.handle.question.required && this.handle.value() === undefined;
    if (this.problem() === undefined || mayBeLeft) this.handle.done({ isEnter: true });
    else {
      this.#isTold = true;
      this.tell();
    }
  }

  /** What is wrong with what stands there: said at once when it cannot be mended by typing on, else after Enter. */
  get fault(): string | undefined {
    return this.#isTold ? this.problem() : undefined;
  }

  /** The field on the page, to which a key leads. */
  attach(field: HTMLElement | null): void {
    this.#field = field;
  }

  focusLabel(): string | undefined {
    return undefined;
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

  #commands(): readonly Command[] {
    const write: Command = {
      id: "typed.write",
      title: "Write in the field",
      keys: ["W"],
      group: this.handle.question.title,
      run: () => this.#field?.focus(),
    };
    return [write, ...this.more()];
  }
}
