import type { Json, Kind, Session } from "../types";
import { spelled } from "./kernel";
import { Panel } from "./Panel";
import { NumberSession } from "./session";
import { View } from "./View";

/** A number, with its unit. */
export default {
  name: "number",
  empty: () => undefined,
  open: (handle): Session => new NumberSession(handle),
  Panel: Panel as Kind["Panel"],
  View,
  isTyped: true,
  summary: (value: Json, question) => spelled(question, value),
} satisfies Kind;
