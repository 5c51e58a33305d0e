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
    key: "segment",
    title: "Segments of recordings",
    text: "People mark stretches of a recording and name them.",
    example: "Who speaks when?",
  },
];
