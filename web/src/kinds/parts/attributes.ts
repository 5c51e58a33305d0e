/** Attributes of objects: what a question asks of each besides its label, and what is said. Pure. */
import type { QuestionOut } from "../types";

export interface Choice {
  readonly key: string;
  readonly title: string;
}

/** choices: of which one is taken; none for a flag. */
export interface Attribute extends Choice {
  readonly choices: readonly Choice[];
}

/** What is said of one object: true for a flag that is set, else a choice's key. */
export type AttributeValues = { readonly [key: string]: string | true };

/** The question's attributes as the server has checked them. */
export function attributesOf(question: Pick<QuestionOut, "options">): readonly Attribute[] {
  const { attributes } = question.options;
  if (!Array.isArray(attributes)) return [];
  return attributes.map((each: { key: string; title?: string; choices?: unknown[] }) => ({
    key: each.key,
    title: each.title ?? each.key,
    choices: (each.choices ?? []).map(asChoice),
  }));
}

function asChoice(choice: unknown): Choice {
  if (typeof choice === "string") return { key: choice, title: choice };
  return choice as Choice;
}

/** What an object's member `attributes` says, as the server sends it; a flag that is false is not there. */
export function readAttributes(raw: unknown): AttributeValues | undefined {
  if (typeof raw !== "object" || raw === null) return undefined;
  const said = Object.entries(raw).filter(
    (each): each is [string, string | true] => typeof each[1] === "string" || each[1] === true,
  );
  return said.length ? Object.fromEntries(said) : undefined;
}

/** The object with one attribute said, or no longer said where the value is undefined. */
export function withAttribute<Thing extends { readonly attributes?: AttributeValues }>(
  thing: Thing,
  key: string,
  value: string | true | undefined,
): Thing {
  const { [key]: _, ...others } = thing.attributes ?? {};
  const attributes = value === undefined ? others : { ...others, [key]: value };
  const { attributes: __, ...bare } = thing;
  return (Object.keys(attributes).length ? { ...bare, attributes } : bare) as Thing;
}

/** What comes after the present value when its key is pressed: yes and no, or one choice after the other and none. */
export function nextValue(attribute: Attribute, value: string | true | undefined): string | true | undefined {
  if (!attribute.choices.length) return value === undefined ? true : undefined;
  const at = attribute.choices.findIndex((choice) => choice.key === value);
  return attribute.choices[at + 1]?.key;
}

/** What is said in words: "Occluded, Pose: sitting"; empty where nothing is. */
export function wordsOf(attributes: readonly Attribute[], values: AttributeValues | undefined): string {
  if (!values) return "";
  const words = attributes.flatMap(({ key, title, choices }) => {
    const value = values[key];
    if (value === undefined) return [];
    return value === true
      ? [title]
      : [`${title}: ${choices.find((each) => each.key === value)?.title ?? value}`];
  });
  const unknown = Object.keys(values).filter((key) => !attributes.some((each) => each.key === key));
  return [...words, ...unknown].join(", ");
}

/** The keys of what is said that the question does not ask, or not in that way: the server would refuse it. */
export function unasked(
  attributes: readonly Attribute[],
  values: AttributeValues | undefined,
): readonly string[] {
  return Object.entries(values ?? {}).flatMap(([key, value]) => {
    const attribute = attributes.find((each) => each.key === key);
    if (!attribute) return [key];
    const isAsked = attribute.choices.length
      ? attribute.choices.some((choice) => choice.key === value)
      : value === true;
    return isAsked ? [] : [key];
  });
}

const FREE = "OTJLY"; // letters that neither the canvas nor the label screen uses

/** A letter for each attribute: one of its title that is free, else the next free one; none when they run out. */
export function attributeLetters(attributes: readonly Attribute[]): ReadonlyMap<string, string> {
  const letters = new Map<string, string>();
  const isFree = (letter: string) => FREE.includes(letter) && ![...letters.values()].includes(letter);
  for (const { key, title } of attributes) {
    const first = [...title.toUpperCase()].find(isFree) ?? [...FREE].find(isFree);
    if (first !== undefined) letters.set(key, first);
  }
  return letters;
}
