import type { NewProject } from "../../model/api.gen";

export type Template = NonNullable<NewProject["template"]>;

/** What a new project may start from: a guideline with one question, ready to be rewritten. */
export const TEMPLATES: readonly { key: Template; title: string; example: string }[] = [
  {
    key: "choice",
    title: "One label",
    example: "Is this question well-formed?",
  },
  {
    key: "choices",
    title: "Several labels",
    example: "Which topics does this article touch?",
  },
  {
    key: "rating",
    title: "A rating",
    example: "How helpful is this reply, from 1 to 5?",
  },
  {
    key: "text",
    title: "A free answer",
    example: "What does it say, in one sentence?",
  },
  {
    key: "number",
    title: "A number",
    example: "How many cells are there?",
  },
  {
    key: "ranking",
    title: "A ranking",
    example: "What matters most: price, taste or speed?",
  },
  {
    key: "pairwise",
    title: "The better of two",
    example: "Which answer helps more?",
  },
  {
    key: "span",
    title: "Spans in texts",
    example: "Which people and places are named?",
  },
  {
    key: "box",
    title: "Boxes on pictures",
    example: "Where are the red and white cells?",
  },
  {
    key: "polygon",
    title: "Outlines on pictures",
    example: "Where does each field end?",
  },
  {
    key: "mask",
    title: "A label for each pixel",
    example: "Where are road, water and trees?",
  },
  {
    key: "instance",
    title: "A mask for each object",
    example: "Which pixels belong to which cell?",
  },
  {
    key: "segment",
    title: "Segments of recordings",
    example: "Who speaks when?",
  },
];
