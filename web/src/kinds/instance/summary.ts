import type { Json, QuestionOut } from "../types";
import { readInstances } from "./value";

/** One line for lists and screen readers: "2 × Cat, 1 × Dog". */
export function summarise(value: Json | undefined, question: QuestionOut): string {
  const counts = new Map<string, number>();
  for (const { label } of readInstances(value)?.objects ?? [])
    counts.set(label, (counts.get(label) ?? 0) + 1);
  const titles = new Map(question.labels.map((label) => [label.key, label.title]));
  const order = [...new Set([...titles.keys(), ...counts.keys()])];
  const parts = order.flatMap((key) => {
    const n = counts.get(key);
    return n === undefined ? [] : [`${n} × ${titles.get(key) ?? key}`];
  });
  return parts.join(", ") || "Nothing here";
}
