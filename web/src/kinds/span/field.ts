import type { ItemOut, QuestionOut } from "../types";

export interface TextField {
  readonly name: string;
  readonly text: string;
  /** Tokens that the text brought along, in code points. */
  readonly tokens: readonly (readonly [start: number, end: number])[];
}

/** The text that spans lie in: the first among the fields shown, as on the server. */
export function textField(item: ItemOut, question: QuestionOut): TextField | undefined {
  const names = question.show.length ? question.show : Object.keys(item.fields);
  for (const name of names) {
    const field = item.fields[name];
    if (field?.type === "text") return { name, text: field.text ?? "", tokens: field.tokens ?? [] };
  }
  return undefined;
}
