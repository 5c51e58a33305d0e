/** How the review is put into words. */
import type { DrawOut, RateOut, Reason, ReviewOut, SampleOut } from "../../model/api.gen";
import { counted, duration, percent, thin } from "../../ui/num";

/** Why an answer looks risky, in a few words. titleOf: a label's title. */
export function reasonText(reason: Reason, titleOf: (label: string) => string): string {
  const { n, of } = reason;
  switch (reason.why) {
    case "unsure":
      return "flagged unsure";
    case "fast":
      return `answered in ${duration(reason.ms ?? 0)}, where ${duration(reason.median_ms ?? 0)} is usual for this person`;
    case "rare":
      return `rare label: ${titleOf(reason.label ?? "")}, ${thin(n ?? 0)} of ${thin(of ?? 0)}`;
    case "checks":
      return `this person met ${thin(n ?? 0)} of ${thin(of ?? 0)} hidden checks`;
  }
}

const SHORT: Record<Reason["why"], string> = {
  unsure: "unsure",
  fast: "fast",
  rare: "rare label",
  checks: "missed checks",
};

/** Why an answer is in the sample, in a word or two. */
export const whyDrawn = (row: {
  is_random: boolean;
  is_again?: boolean;
  reasons: readonly Reason[];
}): string =>
  row.is_again
    ? "given again"
    : row.is_random
      ? "by lot"
      : row.reasons.map((reason) => SHORT[reason.why]).join(", ");

/** What is open and what is done, in one line. */
export function stateText(review: ReviewOut): string {
  const waits = review.n_open + review.n_again;
  return [
    `${counted(waits, "answer waits", "answers wait")} for a look`,
    `${thin(review.n_accepted)} accepted`,
    `${thin(review.n_mended)} mended`,
    ...(review.n_returned > 0 ? [`${thin(review.n_returned)} with the annotator`] : []),
    ...(review.n_gone > 0 ? [`${thin(review.n_gone)} no longer single`] : []),
  ].join(" · ");
}

/** What a draw would add. */
export function previewText(sample: SampleOut): string {
  if (sample.n_single === 0) return "No item has one person's answer alone.";
  if (sample.n_random + sample.n_risk === 0)
    return `Nothing to add: so much is drawn already, of ${counted(sample.n_single, "single answer")}.`;
  return `Adds ${thin(sample.n_random)} by lot and ${thin(sample.n_risk)} risky, of ${counted(sample.n_single, "single answer")}.`;
}

/** A draw as it was made. */
export const drawText = (draw: DrawOut): string =>
  `${thin(draw.n_random)} by lot (${percent(draw.share)} of each person's, at least ${thin(draw.at_least)}), ` +
  `${thin(draw.n_risk)} risky, of ${counted(draw.n_single, "single answer")}; seed ${draw.seed}`;

/** `3 wrong of 20`. */
export const wrongText = (rate: RateOut): string => `${thin(rate.n_wrong)} wrong of ${thin(rate.n)}`;
