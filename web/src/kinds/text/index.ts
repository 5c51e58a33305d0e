import type { Json, Kind, Session } from "../types";
import { brief, limitsOf } from "./kernel";
import { Panel } from "./Panel";
import { TextSession } from "./session";
import { View, Whole } from "./View";

/** A free answer. */
export default {
  name: "text",
  empty: (question) => (limitsOf(question).mayBeEmpty ? "" : undefined),
  open: (handle): Session => new TextSession(handle),
  Panel: Panel as Kind["Panel"],
  View,
  Whole,
  isTyped: true,
  summary: (value: Json) => (typeof value === "string" ? brief(value) : ""),
} satisfies Kind;
