import type { Sound } from "../../audio/deck";
import type { ItemOut, QuestionOut } from "../types";

export interface AudioField extends Sound {
  readonly name: string;
}

/** The recording that is marked: the first among the fields shown, as on the server. */
export function audioField(item: ItemOut, question: QuestionOut): AudioField | undefined {
  const names = question.show.length ? question.show : Object.keys(item.fields);
  for (const name of names) {
    const field = item.fields[name];
    if (field?.type !== "audio") continue;
    const { url, duration_s, sample_rate } = field;
    return url && duration_s && sample_rate
      ? { url, duration: duration_s, sampleRate: sample_rate, name: field.name ?? name }
      : undefined;
  }
  return undefined;
}
