/** What the page Clean says, in sentences. Pure. */
import type { CanaryOut, CopiesOut, PairOut } from "../../model/api.gen";
import { counted, thin } from "../../ui/num";

const percent = (share: number): string => `${Math.round(share * 100)} %`;

/** How two items are alike. */
export function likeness(pair: PairOut): string {
  const medium = Object.values(pair.a.fields).find((field) => field.type !== "text")?.type ?? "text";
  if (pair.evidence === "normalised") return "Equal but for case and blanks";
  if (pair.evidence === "mirrored") return `Mirrored, alike to ${percent(pair.similarity)}`;
  if (medium === "text") return `${percent(pair.similarity)} of their word runs are shared`;
  return `They ${medium === "audio" ? "sound" : "look"} alike to ${percent(pair.similarity)}`;
}

/** What the comparison came to; undefined before the first. */
export function outcome(copies: CopiesOut): string | undefined {
  if (copies.n_compared === 0) return undefined;
  if (copies.n_components === 0) {
    return `No copies among ${counted(copies.n_compared, "item")}.`;
  }
  const { exact = 0, ...others } = copies.n_links;
  const near = Object.values(others).reduce((sum, n) => sum + n, 0);
  return (
    `${thin(exact)} exact and ${thin(near)} near copies among ${counted(copies.n_compared, "item")}. ` +
    `They form ${counted(copies.n_components, "cluster")}, the largest of ${thin(copies.largest_component)}; ` +
    "each stays on one side of a split."
  );
}

/** How much the method finds in the project's own texts; undefined where nothing could be planted. */
export function recall(canaries: readonly CanaryOut[]): string | undefined {
  const tried = canaries.filter((each) => each.recall !== null);
  if (tried.length === 0) return undefined;
  const told = tried.map((each) => `${thin(each.n_found)} at ${percent(each.edit_share)}`);
  return `Of ${thin(tried[0]?.n ?? 0)} planted copies it finds ${told.join(", ")} changed words.`;
}
