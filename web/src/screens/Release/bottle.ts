/** What a release's label says, from what the server tells. Pure. */
import type { ReleaseCut, ReleaseOut } from "../../model/api.gen";
import { counted, thin } from "../../ui/num";
import type { Coefficient, Report } from "../Agreement/model";

export interface Share {
  key: string;
  title: string;
  n: number;
  share: number;
}

const METHODS: Record<string, string> = {
  single: "one person",
  unanimous: "everyone agreed",
  dawid_skene: "Dawid-Skene",
  mace: "MACE",
  glad: "GLAD",
  one_coin: "one coin for each annotator",
  majority: "majority",
  plurality: "majority",
  median: "the median",
  medoid: "the answer nearest to all",
  ruling: "ruling",
  unresolvable: "unresolvable",
};

/** A deciding method in words; `majority.v1` is "majority", an unknown one keeps its name. */
export function methodName(method: string): string {
  const bare = method.replace(/\.v\d+$/, "");
  return METHODS[bare] ?? bare.replaceAll("_", " ");
}

const FILES: Readonly<Record<string, string>> = {
  jsonl: "items.jsonl",
  csv: "items.csv",
  parquet: "items.parquet",
  votes: "votes.csv",
  coco: "COCO (instances_….json)",
  yolo: "YOLO (yolo.yaml, labels)",
  voc: "Pascal VOC (voc)",
  voc_0_based: "Pascal VOC from pixel 0",
  mask_png: "Mask PNGs (masks)",
  cvat: "CVAT (cvat_….xml)",
  sagemaker: "SageMaker (….manifest)",
  label_studio: "Label Studio (label_studio_….json)",
  huggingface: "Hugging Face (huggingface)",
  imagefolder: "Hugging Face imagefolder",
  conll: "CoNLL (conll)",
  brat: "brat (brat)",
  prodigy: "Prodigy (prodigy)",
  doccano: "doccano (doccano)",
  spacy: "spaCy (….spacy)",
  audacity: "Audacity labels (audacity)",
  textgrid: "Praat TextGrid (textgrid)",
};

/** A format by the name of the file that it writes; an unknown one keeps its name. */
export const fileOf = (format: string): string => FILES[format.replace(/\.v\d+$/, "")] ?? format;

/** A sentence of the server with files by their names instead of formats by theirs. */
export const withFiles = (sentence: string): string => sentence.replace(/\b[a-z0-9_]+\.v\d+\b/g, fileOf);

/** The one figure that stands for a question: α where there are given units, F1 where objects are found. */
export function mainFigure(report: Report): Coefficient | undefined {
  if (report.units === "found") return report.found[0];
  return report.coefficients.find((each) => each.name.startsWith("krippendorff")) ?? report.coefficients[0];
}

/** Counts as shares of their sum, largest first. */
export function sharesOf(counts: Readonly<Record<string, number>>, title: (key: string) => string): Share[] {
  const entries = Object.entries(counts);
  const total = entries.reduce((sum, [, n]) => sum + n, 0);
  return entries
    .map(([key, n]) => ({ key, title: title(key), n, share: total === 0 ? 0 : n / total }))
    .sort((a, b) => b.n - a.n || a.key.localeCompare(b.key));
}

export const PARTS = ["train", "validation", "test"] as const;

/** The parts in the order in which they are used; unknown ones last. */
export function partShares(parts: Readonly<Record<string, number>>): Share[] {
  const rank = (key: string) => {
    const place = (PARTS as readonly string[]).indexOf(key);
    return place === -1 ? PARTS.length : place;
  };
  return sharesOf(parts, (key) => key).sort((a, b) => rank(a.key) - rank(b.key));
}

/** A name for the next release: the highest `v` number and one. */
export function nextName(names: readonly string[]): string {
  const numbers = names.map((name) => Number(/^v(\d+)$/.exec(name)?.[1] ?? 0));
  return `v${Math.max(0, ...numbers) + 1}`;
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** Why a name cannot be given, or undefined. */
export function nameFault(name: string, taken: readonly string[]): string | undefined {
  if (name === "") return "Give it a name.";
  if (!NAME.test(name))
    return "Use letters, digits, dots, hyphens and underscores; start with a letter or digit.";
  if (taken.includes(name)) return `There is a release ${name} already. Releases never change.`;
  return undefined;
}

/** Why a split into percent cannot be made, or undefined. */
export function ratioFault(percents: Readonly<Record<string, number>>): string | undefined {
  const values = Object.values(percents);
  if (values.some((each) => !Number.isFinite(each) || each < 0)) return "Shares are numbers from 0 to 100.";
  const sum = values.reduce((all, each) => all + each, 0);
  if (Math.abs(sum - 100) > 1e-6)
    return `The shares add up to ${thin(Math.round(sum * 100) / 100)}, not to 100.`;
  return undefined;
}

/** Percents as the ratios that are sent; parts with nothing are left out. */
export function ratiosOf(percents: Readonly<Record<string, number>>): Record<string, number> {
  return Object.fromEntries(Object.entries(percents).flatMap(([key, n]) => (n > 0 ? [[key, n / 100]] : [])));
}

/** What changed from the release before, in short sentences. */
export function changesSince(release: ReleaseOut, before: ReleaseOut | undefined): string[] {
  if (!before) return ["The first release."];
  const changes: string[] = [];
  const grown = release.n_items - before.n_items;
  if (grown !== 0) changes.push(`${grown > 0 ? "+" : "−"}${counted(Math.abs(grown), "item")}`);
  const rulings = rulingsIn(release) - rulingsIn(before);
  if (rulings !== 0) changes.push(`${rulings > 0 ? "+" : "−"}${counted(Math.abs(rulings), "ruling")}`);
  if (release.guideline_version !== before.guideline_version) {
    changes.push(`guideline v${before.guideline_version} → v${release.guideline_version}`);
  }
  const gone = before.stamps.filter((stamp) => !release.stamps.includes(stamp));
  for (const stamp of gone) changes.push(`no longer “${stamp}”`);
  return changes.length === 0 ? ["Same counts, made again."] : changes;
}

function rulingsIn(release: ReleaseOut): number {
  const entries = Object.entries(release.methods);
  return entries.reduce((sum, [method, n]) => sum + (method.startsWith("ruling") ? n : 0), 0);
}

/** What verifying found, in sentences. Undefined when the result says nothing that we know. */
export function verdict(
  result: Readonly<Record<string, unknown>> | null,
): { isSame: boolean; lines: string[] } | undefined {
  if (result === null || typeof result.is_same !== "boolean") return undefined;
  const names = (key: string) => (Array.isArray(result[key]) ? (result[key] as unknown[]).map(String) : []);
  const [differing, missing, changed] = [names("differing"), names("missing"), names("changed")];
  const files = typeof result.n_files === "number" ? counted(result.n_files, "file") : "Every file";
  const redacted = typeof result.n_redacted === "number" ? result.n_redacted : 0;
  const except = redacted > 0 ? `, except ${counted(redacted, "redacted item")}` : "";
  const lines = [
    ...(result.is_same ? [`${files} rebuilt from the answers: all the same${except}.`] : []),
    ...(differing.length > 0 ? [`Rebuilt, these come out differently: ${differing.join(", ")}.`] : []),
    ...(changed.length > 0 ? [`On disk, these were changed since the release: ${changed.join(", ")}.`] : []),
    ...(missing.length > 0 ? [`On disk, these are missing: ${missing.join(", ")}.`] : []),
  ];
  return { isSame: result.is_same && changed.length + missing.length === 0, lines };
}

/** Why a cut in time cannot be made yet. */
export const cutFault = (cut: ReleaseCut | null): string | undefined =>
  cut && !cut.at.trim() ? "Say from when on items are test." : undefined;
