/** From what was said on the page to what goes over the wire. Pure. */
import type { ItemOut, NewAnswer, OwnAnswer, QuestionOut, Submission, Work } from "../../model/api.gen";
import type { Draft } from "../../state/editor";

/** Why there is no answer: the item is passed over, or the annotator cannot tell. */
export interface Reason {
  readonly kind: "skip" | "abstain";
  readonly text: string;
}

export interface Given {
  id: string;
  person: string;
  work: Work;
  questions: readonly QuestionOut[];
  drafts: Readonly<Record<string, Draft>>;
  reason: Reason | undefined;
  duration_ms: number;
  newId: () => string;
}

/** The submission, and the same answers as the annotator's own. Questions left open are left out. */
export function submissionOf(given: Given): { submission: Submission; own: Record<string, OwnAnswer> } {
  const own: Record<string, OwnAnswer> = {};
  const answers: Record<string, NewAnswer> = {};
  for (const { key } of given.questions) {
    const draft = given.drafts[key];
    const answer = given.reason ? without(given, given.reason, draft) : withValue(given, draft);
    if (!answer) continue;
    own[key] = answer;
    answers[key] = {
      ...answer,
      value: answer.value as NonNullable<NewAnswer["value"]>, // any JSON; the schema cannot say so
      second: answer.second as NonNullable<NewAnswer["second"]>,
      has_value: answer.reason === null,
      replaces: given.work.own?.[key]?.id ?? null,
    };
  }
  const { id, person, work, duration_ms } = given;
  const submission: Submission = {
    id,
    person,
    assignment: work.assignment,
    item: work.item.id,
    guideline_version: work.guideline_version,
    answers,
    duration_ms,
  };
  return { submission, own };
}

function withValue(given: Given, draft: Draft | undefined): OwnAnswer | undefined {
  if (draft?.value === undefined) return undefined;
  const { value, unsure, note } = draft;
  return { id: given.newId(), value, reason: null, unsure, second: draft.second ?? null, note };
}

function without(given: Given, reason: Reason, draft: Draft | undefined): OwnAnswer {
  const text = `${reason.kind}: ${reason.text}`;
  return {
    id: given.newId(),
    value: null,
    reason: text,
    unsure: false,
    second: null,
    note: draft?.note ?? "",
  };
}

const BRIEF = 80;

/** The item in a few words, for lists. */
export function aboutItem(item: ItemOut): string {
  const fields = Object.values(item.fields);
  const text = fields.find((field) => field.type === "text")?.text ?? fields[0]?.name ?? item.id;
  const line = text
    .trimStart()
    .slice(0, 4 * BRIEF) // of a long text no more is looked at
    .replace(/\s+/g, " ")
    .trim();
  return line.length > BRIEF ? `${line.slice(0, BRIEF - 1)}…` : line;
}
