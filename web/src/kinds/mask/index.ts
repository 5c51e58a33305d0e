import { shareOf } from "../parts/raster/words";
import type { Json, Kind, QuestionOut } from "../types";
import { composeMask } from "./compose";
import { Panel } from "./Panel";
import { Stage } from "./Stage";
import { MaskSession } from "./session";
import { View } from "./View";
import { areasOf } from "./value";

/** One label for each pixel of an image, or none. */
export default {
  name: "mask",
  empty: () => undefined, // it bears the picture's size, so that the session alone can make it
  open: (handle) => new MaskSession(handle),
  Panel: Panel as Kind["Panel"],
  Stage: Stage as NonNullable<Kind["Stage"]>,
  compose: composeMask,
  View,
  about: () => "one label for each pixel, or none",
  summary,
} satisfies Kind;

function summary(value: Json, question: QuestionOut): string {
  const { areas, total } = areasOf(value);
  const titles = new Map(question.labels.map((label) => [label.key, label.title]));
  const parts = areas.map(({ label, area }) => `${titles.get(label) ?? label} ${shareOf(area, total)}`);
  return parts.join(", ") || "Nothing here";
}
