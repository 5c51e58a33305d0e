import type { Command } from "../../keys/commands";
import { TypedSession } from "../parts/TypedSession";
import type { AnswerHandle, Json } from "../types";
import { limitsOf, problemOf } from "./kernel";

export class TextSession extends TypedSession {
  constructor(handle: AnswerHandle) {
    super(handle);
    this.begin();
  }

  read(raw: string): Json | undefined {
    return raw.trim() === "" ? undefined : raw;
  }

  write(value: Json | undefined): string {
    return typeof value === "string" ? value : "";
  }

  problem(): string | undefined {
    return problemOf(this.handle.question, this.handle.value());
  }

  protected override more(): readonly Command[] {
    if (!limitsOf(this.handle.question).mayBeEmpty) return [];
    return [
      {
        id: "text.nothing",
        title: "Nothing to write",
        keys: ["0", "N"],
        group: this.handle.question.title,
        run: () => this.takeNothing(),
      },
    ];
  }

  get isNothing(): boolean {
    return this.handle.value() === "";
  }

  takeNothing(): void {
    this.handle.set(this.isNothing ? undefined : "");
    if (this.isNothing) this.handle.done();
  }
}
