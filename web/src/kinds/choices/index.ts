import { LabelList } from "../parts/LabelList";
import { titleOf } from "../parts/Layers";
import type { Json, Kind, Session } from "../types";
import { chosen, limits } from "./kernel";
import { ChoicesSession } from "./session";
import { View } from "./View";

/** Any number of labels for an item; none of them is an answer too. */
export default {
  name: "choices",
  empty: (question) => (limits(question).min === 0 ? [] : undefined),
  open: (handle): Session => new ChoicesSession(handle),
  Panel: LabelList as Kind["Panel"],
  View,
  summary: (value: Json, question) => {
    const titles = chosen(value).map((key) => titleOf(question, key));
    return titles.length > 0 ? titles.join(", ") : "none of these";
  },
} satisfies Kind;
