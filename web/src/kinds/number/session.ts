import { TypedSession } from "../parts/TypedSession";
import type { AnswerHandle, Json } from "../types";
import { problemOf, readNumber, stepped } from "./kernel";

export class NumberSession extends TypedSession {
  constructor(handle: AnswerHandle) {
    super(handle);
    this.begin();
  }

  read(raw: string): Json | undefined {
    return readNumber(raw);
  }

  write(value: Json | undefined): string {
    return typeof value === "number" || typeof value === "string" ? String(value) : "";
  }

  problem(): string | undefined {
    return problemOf(this.handle.question, this.handle.value());
  }

  step(by: number): void {
    this.type(this.write(stepped(this.handle.question, this.handle.value(), by)));
  }
}
