import { titleOf } from "../parts/Layers";
import type { Json, Kind, Session } from "../types";
import { ranked } from "./kernel";
import { Panel } from "./Panel";
import { RankingSession } from "./session";
import { View } from "./View";

/** Things in order, the best first. */
export default {
  name: "ranking",
  empty: () => undefined,
  open: (handle): Session => new RankingSession(handle),
  Panel: Panel as Kind["Panel"],
  View,
  summary: (value: Json, question) =>
    ranked(question, value)
      .map((key) => titleOf(question, key))
      .join(" › "),
} satisfies Kind;
