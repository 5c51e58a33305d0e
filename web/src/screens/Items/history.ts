/** What happened to an item, in words. */
import type { ItemEvent, QuestionOut } from "../../model/api.gen";
import { summaryOf } from "./LabelChip";

const FOUND: Readonly<Record<string, string>> = {
  equal_content: "Another item has the same content.",
  asked: "It was sent to adjudication.",
  audit: "It was drawn for an audit.",
  group_straddles: "Its group lies on several sides of a split.",
};

const THINGS: Readonly<Record<string, string>> = {
  item: "the item",
  run: "the import",
  annotation: "an answer",
  annotator: "all answers of an annotator",
  gold: "a ruling",
};

/** One event as a sentence without its author. answers: who gave what, to name what was taken back. */
export function sentenceOf(
  event: ItemEvent,
  questions: readonly QuestionOut[],
  answers: readonly ItemEvent[] = [],
): string {
  const value = () => {
    const question = questions.find((each) => each.key === event.question);
    return event.value === null ? "nothing" : summaryOf(question, event.value);
  };
  switch (event.type) {
    case "imported":
      return event.text === "" ? "came in" : `came in with ${event.text}`;
    case "answered":
      return event.value === null ? "gave no answer" : `answered ${value()}`;
    case "changed":
      return event.value === null ? "took the answer away" : `changed the answer to ${value()}`;
    case "ruled":
      return event.value === null ? "ruled it unresolvable" : `ruled ${value()}`;
    case "accepted":
      return `accepted by rule: ${value()}`;
    case "withdrawn":
      return `took ${thingOf(event, answers)} back`;
    case "restored":
      return `restored ${thingOf(event, answers)}`;
    case "correction":
      return groupSentence(event.detail.was, event.detail.group);
    case "redaction":
      return "blanked content, for privacy";
    case "comment":
      return event.target === "item" ? "commented" : `commented on ${thingOf(event, answers)}`;
    case "found":
      return FOUND[event.text] ?? event.text.replaceAll("_", " ");
    default:
      return event.type.replaceAll("_", " ");
  }
}

function thingOf(event: ItemEvent, answers: readonly ItemEvent[]): string {
  const about = answers.find((each) => each.target_id === event.target_id && each.seq < event.seq);
  if (event.target === "annotation" && about) return `${about.who}’s answer`;
  if (event.target === "gold" && about && about.who !== "") return `${about.who}’s ruling`;
  return THINGS[event.target] ?? event.target;
}

function groupSentence(was: unknown, group: unknown): string {
  if (typeof group !== "string") return `took it out of the group ${String(was)}`;
  return typeof was === "string"
    ? `moved it from the group ${was} to ${group}`
    : `put it into the group ${group}`;
}

const TALK = new Set(["comment", "reply", "edit", "state", "amendment"]);

/** What stands in the list: threads on the item and its answers have their own place above. */
export const isListed = (event: ItemEvent): boolean => !(TALK.has(event.type) && event.target !== "gold");

/** Whether it can be taken back: an answer or a ruling that nothing has replaced. */
export const mayTakeBack = (event: ItemEvent): boolean =>
  ["answered", "changed", "ruled", "accepted"].includes(event.type) && !event.is_replaced;
