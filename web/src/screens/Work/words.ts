/** How batches, costs and shares are put into words. */
import type { BatchOut, CostOut, QualificationPolicy, ShareOut, StandingOut } from "../../model/api.gen";
import { counted, duration, fixed, percent, thin } from "../../ui/num";

export const PRIORITIES = [
  { value: "1", label: "Before the others" },
  { value: "0", label: "As it comes" },
  { value: "-1", label: "After the others" },
] as const;

export const priorityOf = (value: string | null): BatchOut["priority"] =>
  value === "1" ? 1 : value === "-1" ? -1 : 0;

/** What is done of a batch, from what it wants; items that ask everyone have no end to count to. */
export function doneOf(batch: BatchOut): { text: string; share: number } {
  if (batch.n_wanted === 0)
    return { text: `${counted(batch.n_answers, "answer")}, everyone is asked`, share: 0 };
  return {
    text: `${thin(batch.n_answers)} of ${counted(batch.n_wanted, "answer")}`,
    share: Math.min(1, batch.n_answers / batch.n_wanted),
  };
}

/** Who may work on a batch, in a few words. */
export function whoOf(batch: BatchOut, names: ReadonlyMap<string, string>): string {
  const people = batch.people.map((id) => names.get(id) ?? "somebody who left");
  const who = people.length > 0 ? people.join(", ") : "everyone";
  const parts = [
    batch.skill === "" ? who : `${who} who knows ${batch.skill}`,
    batch.quota === null ? "" : `at most ${counted(batch.quota, "answer")} each`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Whether the day of a batch is over and answers are still wanted. */
export const isLate = (batch: BatchOut, today: string): boolean =>
  batch.due !== null && batch.due < today && batch.n_done < batch.n_items;

/** Hours in words that do not claim more than is known: `about 3.5 h`, `12 min`. */
export const roughly = (seconds: number): string =>
  seconds < 90 * 60
    ? duration(Math.max(1, seconds) * 1000)
    : `${fixed(seconds / 3600, seconds < 36_000 ? 1 : 0)} h`;

/** One sentence on what work costs, and a second on what that rests on. */
export function costSentence(cost: CostOut): string {
  if (cost.n_answers === 0) return "No new answers.";
  const answers = counted(cost.n_answers, "answer");
  if (cost.total_s === null || cost.each_person_s === null) return `${answers}.`;
  const range =
    cost.low_s === null || cost.high_s === null || cost.low_s === cost.high_s
      ? ""
      : ` (${roughly(cost.low_s)} to ${roughly(cost.high_s)})`;
  const each =
    cost.n_people > 1
      ? `, ${roughly(cost.each_person_s)} each for ${counted(cost.n_people, "person", "people")}`
      : "";
  return `${answers}: ${roughly(cost.total_s)} of work${range}${each}.`;
}

/** `9 of 12, 47 % to 91 %`. */
export function shareText(share: ShareOut): string {
  if (share.undefined !== null || share.low === null || share.high === null) return "–";
  return `${thin(share.k)} of ${thin(share.n)}`;
}

const SLIPS: Readonly<Record<string, string>> = {
  label: "label differs",
  missed: "missed",
  extra: "extra",
  edges: "edges differ",
};

/** `label differs in 3, missed in 1`. */
export const slipsText = (slips: Readonly<Record<string, number>>): string =>
  Object.entries(slips)
    .filter(([, n]) => n > 0)
    .map(([slip, n]) => `${SLIPS[slip] ?? slip} in ${thin(n)}`)
    .join(", ");

/** Where somebody stands before real work, in a few words. */
export function standingText(stands: StandingOut): string {
  const score =
    stands.share && stands.share.n > 0 ? `, ${thin(stands.share.k)} of ${thin(stands.share.n)} right` : "";
  if (stands.phase === "training") return `in training, ${thin(stands.n_done)} of ${thin(stands.n_items)}`;
  if (stands.phase === "test")
    return `in test ${thin(stands.attempt)}, ${thin(stands.n_done)} of ${thin(stands.n_items)}${score && `; last time${score.slice(1)}`}`;
  return stands.phase === "passed" ? `works${score}` : `has not passed${score}`;
}

/** What has to be right in a test: `8 of 10`. */
export const neededText = (test: Pick<Required<QualificationPolicy>, "n_test" | "threshold">): string =>
  `${thin(Math.ceil(test.threshold * test.n_test - 1e-9))} of ${thin(test.n_test)}`;

/** `1 in 20`, for a share of hidden items. */
export const oneIn = (share: number): string =>
  share > 0 ? `${percent(share)}, about 1 in ${thin(Math.round(1 / share))}` : "none";
