/** Attributes of objects: what a question asks of each besides its label, and what is said. Pure. */
import type { Json, Kind, QuestionOut } from "../types";

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

/** What is said now of an object with that title: "Occluded: Car.", "Not Occluded: Car.", "Pose not said: Car." */
export function saidNow(
  attributes: readonly Attribute[],
  key: string,
  value: string | true | undefined,
  title: string,
): string {
  const words = wordsOf(attributes, value === undefined ? undefined : { [key]: value });
  const asked = attributes.find((each) => each.key === key);
  const without = asked && !asked.choices.length ? `Not ${asked.title}` : `${asked?.title ?? key} not said`;
  return `${words || without}: ${title}.`;
}

/** A noun with its article: "a box", "an object". */
export const withArticle = (noun: string): string => `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;

/** Why an object cannot be sent as it is described, or undefined. */
export function faultOf(
  attributes: readonly Attribute[],
  values: AttributeValues | undefined,
): string | undefined {
  const [key] = unasked(attributes, values);
  return key === undefined ? undefined : `The guideline no longer asks for “${key}” as it is said here.`;
}

/** What several answers say of one object, where they say it in different ways: "Occluded / nothing said". */
export function saidApart(
  question: Pick<QuestionOut, "options">,
  things: readonly (Described | undefined)[],
): string {
  const asked = attributesOf(question);
  const said = things.flatMap((thing) => (thing ? [wordsOf(asked, thing.attributes) || "nothing said"] : []));
  const different = [...new Set(said)];
  return different.length > 1 ? different.join(" / ") : "";
}

type Described = { readonly attributes?: AttributeValues };

/** For kinds whose answers are lists: what the answers say of a unit's object, where that differs. */
export const unitSaid =
  (read: (value: Json) => readonly Described[]): NonNullable<Kind["unitText"]> =>
  (unit, answers, _item, question) =>
    saidApart(
      question,
      unit.members.map((at, place) => (at === null ? undefined : read(answers[place] ?? [])[at])),
    );

// The first are free in most kinds; the last of the others mean something on the adjudication screen.
const LETTERS = ["OTJLY", "WIADVBMPKFZHXSER"] as const;

/** A letter for each attribute: one of its title that is not taken, else the next; none when they run out. */
export function attributeLetters(
  attributes: readonly Attribute[],
  taken: ReadonlySet<string> = new Set(),
): ReadonlyMap<string, string> {
  const letters = new Map<string, string>();
  const used = new Set(taken);
  for (const { key, title } of attributes) {
    const free = LETTERS.map((some) => [...some].filter((letter) => !used.has(letter))).find(
      (some) => some.length > 0,
    );
    const letter = [...title.toUpperCase()].find((each) => free?.includes(each)) ?? free?.[0];
    if (letter === undefined) break;
    used.add(letter);
    letters.set(key, letter);
  }
  return letters;
}
