import type { Size } from "../../model/geometry";
import type { ItemOut, QuestionOut } from "../types";

export interface ImageField extends Size {
  readonly url: string;
  readonly name: string;
}

/** The image that the objects lie on: the first among the fields shown, as on the server. */
export function imageField(item: ItemOut, question: QuestionOut): ImageField | undefined {
  const names = question.show.length ? question.show : Object.keys(item.fields);
  for (const name of names) {
    const field = item.fields[name];
    if (field?.type !== "image") continue;
    const { url, width, height } = field;
    return url && width && height ? { url, width, height, name: field.name ?? name } : undefined;
  }
  return undefined;
}
