import type { NewProject } from "../../model/api.gen";

export type Template = NonNullable<NewProject["template"]>;

/** What a new project may start from: a guideline with one question, ready to be rewritten. */
export const TEMPLATES: readonly { key: Template; title: string; text: string; example: string }[] = [
  {
    key: "choice",
    title: "One label",
    text: "Each text or picture gets exactly one label.",
    example: "Is this question well-formed?",
  },
  {
    key: "choices",
    title: "Several labels",
    text: "Each text or picture gets all labels that hold, or none.",
    example: "Which topics does this article touch?",
  },
  {
    key: "rating",
    title: "A rating",
    text: "Each item gets a place on an ordered scale.",
    example: "How helpful is this reply, from 1 to 5?",
  },
  {
    key: "text",
    title: "A free answer",
    text: "People write a text of their own about each item.",
    example: "What does it say, in one sentence?",
  },
  {
    key: "number",
    title: "A number",
    text: "People count, measure or estimate.",
    example: "How many cells are there?",
  },
  {
    key: "ranking",
    title: "A ranking",
    text: "People put things in order, the best first.",
    example: "What matters most: price, taste or speed?",
  },
  {
    key: "pairwise",
    title: "The better of two",
    text: "Two fields of an item stand side by side, in an order drawn by lot.",
    example: "Which answer helps more?",
  },
  {
    key: "span",
    title: "Spans in texts",
    text: "People mark words and name them, and relate them to each other.",
    example: "Which people and places are named?",
  },
  {
    key: "box",
    title: "Boxes on pictures",
    text: "People draw rectangles round things and name them.",
    example: "Where are the red and white cells?",
  },
  {
    key: "polygon",
    title: "Outlines on pictures",
    text: "People draw things along their edges, and name them.",
    example: "Where does each field end?",
  },
  {
    key: "mask",
    title: "A label for each pixel",
    text: "People paint pictures; what is painted gets a label.",
    example: "Where are road, water and trees?",
  },
  {
    key: "instance",
    title: "A mask for each object",
    text: "People paint each object by itself, and name it.",
    example: "Which pixels belong to which cell?",
  },
  {
    key: "segment",
    title: "Segments of recordings",
    text: "People mark stretches of a recording and name them.",
    example: "Who speaks when?",
  },
];
