/** What the adjudication screens say about whys, reasons and conflicts. */
import type { CaseUnit, QueueRow, ReleasePreview } from "../../model/api.gen";
import { thin } from "../../ui/num";
import { methodName, sharesOf } from "../Release/bottle";
import type { Conflict, Reason } from "./ruling";

export const REASONS: readonly { code: Reason; title: string }[] = [
  { code: "guideline_gap", title: "The guideline leaves it open" },
  { code: "annotator_slip", title: "An annotator's slip" },
  { code: "ambiguous_item", title: "The item is ambiguous" },
  { code: "bad_data", title: "The item is broken" },
];

export const AUDIT: { code: Reason; title: string } = {
  code: "audit",
  title: "They agreed; this is the audit",
};

export const reasonTitle = (code: string): string =>
  [...REASONS, AUDIT].find((each) => each.code === code)?.title ?? code.replaceAll("_", " ");

const WHYS: Record<QueueRow["why"], { short: string; long: string }> = {
  disagreement: { short: "differs", long: "The answers differ." },
  tie: { short: "tie", long: "A tie: no answer has a majority." },
  audit: { short: "audit", long: "All agree. It was drawn at random for an audit." },
  open: { short: "left open", long: "A method left it open: it was not sure enough." },
  asked: { short: "asked", long: "Somebody asked for a ruling." },
  look_again: { short: "look again", long: "It was ruled before the guideline changed." },
  second: {
    short: "second look",
    long: "It was ruled once. A second ruling is asked for, blind of the first.",
  },
  settle: { short: "two rulings", long: "Two rulings differ. Yours settles it, in sight of both." },
};

const ALONE = "single";

const isWhy = (why: string): why is QueueRow["why"] => why in WHYS;

export const whyShort = (why: string): string => (isWhy(why) ? WHYS[why].short : why);
export const whyLong = (why: string): string => (isWhy(why) ? WHYS[why].long : why);

/** How many items are decided and by what; undefined while one person's answers alone stand. */
export function decidedText({ n_decided, n_items, methods }: ReleasePreview): string | undefined {
  const ways = sharesOf(methods, methodName);
  if (ways.every((way) => way.key === ALONE)) return undefined;
  const all = n_decided === n_items && n_items > 1;
  const many = all ? `All ${thin(n_items)}` : `${thin(n_decided)} of ${thin(n_items)}`;
  const items = n_items === 1 ? "item is" : "items are";
  return `${many} ${items} decided. Labels by: ${ways.map((way) => `${way.title} ${thin(way.n)}`).join(", ")}.`;
}

/** Who voted what on a unit: label (empty for "not marked") → letters. */
export function votesOf(unit: CaseUnit, letters: readonly string[]): Map<string, string[]> {
  const votes = new Map<string, string[]>();
  unit.votes.forEach((label, place) => {
    votes.set(label, [...(votes.get(label) ?? []), letters[place] ?? "?"]);
  });
  return votes;
}

const TOLD: readonly string[] = ["extra", "missing", "label", "attributes", "edges"];

/** A conflict in one line: "Car: only B marked it · edges differ". The label stands first where all name the same. */
export function conflictText(
  conflict: Conflict,
  letters: readonly string[],
  titleOf: (label: string) => string,
): string {
  const votes = votesOf(conflict.unit, letters);
  const left = votes.get("") ?? [];
  const marked = letters.filter((letter) => !left.includes(letter));
  const parts: string[] = [];
  if (conflict.types.includes("extra")) parts.push(`only ${marked.join(", ")} marked it`);
  if (conflict.types.includes("missing")) parts.push(`${left.join(", ")} did not mark it`);
  if (conflict.types.includes("label")) {
    const sides = [...votes].filter(([label]) => label !== "");
    parts.push(sides.map(([label, who]) => `${titleOf(label)} (${who.join(", ")})`).join(" against "));
  }
  if (conflict.types.includes("attributes")) parts.push("attributes differ");
  if (conflict.types.includes("edges")) parts.push("edges differ");
  parts.push(...conflict.types.filter((type) => !TOLD.includes(type)).map((type) => `${type} differs`));
  const [label, other] = [...votes.keys()].filter((each) => each !== "");
  const isOne = label !== undefined && other === undefined;
  return `${isOne ? `${titleOf(label)}: ` : ""}${parts.join(" · ")}`;
}
