/** A look at the first lines of a table file in the browser, to choose what its columns are before it is sent. */

export interface Peek {
  columns: string[];
  /** The first rows, each with as many cells as there are columns. */
  rows: string[][];
  /** How many rows there are in all; null when the file is longer than what was looked at. */
  total: number | null;
  /** Whether bytes stood there that are not UTF-8. */
  isGarbled: boolean;
}

const ROLES = ["text", "id", "group", "label", "annotator"] as const;
export type ColumnRole = (typeof ROLES)[number];

/** The role of that name; metadata ("") where there is none. */
export const roleOf = (name: string): ColumnRole | "" => ROLES.find((role) => role === name) ?? "";

export type Roles = Readonly<Record<string, ColumnRole | "">>;

const PEEK_BYTES = 64_000;
const PEEK_ROWS = 5;

/** The first rows of a CSV, TSV or JSONL file; null for any other file or when there is nothing to see. */
export async function peekInto(file: File): Promise<Peek | null> {
  const ending = endingOf(file.name);
  if (!["csv", "tsv", "jsonl", "ndjson"].includes(ending)) return null;
  const text = new TextDecoder().decode(await file.slice(0, PEEK_BYTES).arrayBuffer());
  const isWhole = file.size <= PEEK_BYTES;
  const found =
    ending === "csv" || ending === "tsv" ? peekTable(text, isWhole, ending) : peekLines(text, isWhole);
  // The last character may be cut in two; only what stands before it counts.
  return found && { ...found, isGarbled: text.slice(0, isWhole ? undefined : -4).includes("\ufffd") };
}

export const endingOf = (name: string): string => name.toLowerCase().match(/\.([a-z0-9]+)$/)?.[1] ?? "";

/** Rows of CSV or TSV text with a header. isWhole false: the last record may be cut off, and is left out. */
export function peekTable(
  text: string,
  isWhole: boolean,
  ending: "csv" | "tsv",
): Omit<Peek, "isGarbled"> | null {
  const plain = text.replace(/^\ufeff/, "");
  const records = recordsOf(plain, ending === "tsv" ? "\t" : separatorOf(plain));
  const kept = isWhole ? records : records.slice(0, -1);
  const [columns, ...rows] = kept.filter((record) => record.length > 1 || record[0] !== "");
  if (!columns) return null;
  return {
    columns,
    rows: rows.slice(0, PEEK_ROWS).map((row) => columns.map((_, at) => row[at] ?? "")),
    total: isWhole ? rows.length : null,
  };
}

/** Rows of JSON objects, one a line; columns in the order in which they first appear. */
export function peekLines(text: string, isWhole: boolean): Omit<Peek, "isGarbled"> | null {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  const kept = (isWhole ? lines : lines.slice(0, -1)).filter((line) => line.trim() !== "");
  const objects = kept
    .slice(0, PEEK_ROWS)
    .map(objectOf)
    .filter((object) => object !== null);
  const columns = [...new Set(objects.flatMap((object) => Object.keys(object)))];
  if (columns.length === 0) return null;
  return {
    columns,
    rows: objects.map((object) => columns.map((column) => cellOf(object[column]))),
    total: isWhole ? kept.length : null,
  };
}

/** Fields of RFC 4180 text: quotes may hold separators and line ends, and are doubled inside. */
export function recordsOf(text: string, separator: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = "";
  let isQuoted = false;
  const endField = () => {
    record.push(field);
    field = "";
  };
  const endRecord = () => {
    endField();
    records.push(record);
    record = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (text[at + 1] === '"') {
        field += '"';
        at += 1;
      } else isQuoted = false;
    } else if (character === '"' && field === "") isQuoted = true;
    else if (character === separator) endField();
    else if (character === "\n") endRecord();
    else if (character !== "\r") field += character;
  }
  if (field !== "" || record.length > 0) endRecord();
  return records;
}

/** The mark between fields: whichever of comma, semicolon and tab the first line has most of. */
function separatorOf(text: string): string {
  const first = text.split("\n", 1)[0] ?? "";
  const count = (mark: string) => first.split(mark).length;
  return [",", ";", "\t"].reduce((best, mark) => (count(mark) > count(best) ? mark : best));
}

function objectOf(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null; // a peek only: the server reports broken lines with their numbers
  }
}

function cellOf(value: unknown): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

const USUAL: Readonly<Record<ColumnRole, readonly string[]>> = {
  id: ["id", "uid", "uuid", "key", "item_id", "example_id"],
  group: ["group", "document", "doc_id", "document_id", "patient", "speaker", "author", "user", "user_id"],
  label: ["label", "labels", "class", "category", "target", "gold", "rating"],
  annotator: ["annotator", "annotator_id", "worker", "worker_id", "rater", "coder", "labeler"],
  text: ["text", "sentence", "content", "body", "question", "review", "comment", "message", "title"],
};

/**
 * A first guess at what the columns are; at least one becomes the text where any is left.
 *
 * shown: fields that the guideline's questions show. Columns of these names are the texts, before names are guessed.
 */
export function guessRoles(columns: readonly string[], shown: readonly string[] = []): Roles {
  const roles: Record<string, ColumnRole | ""> = Object.fromEntries(
    columns.map((column) => [column, shown.includes(column) ? "text" : ""]),
  );
  const free = () => columns.filter((column) => roles[column] === "");
  const hasText = Object.values(roles).includes("text");
  for (const role of ["id", "group", "label", "annotator", "text"] as const) {
    if (role === "text" && hasText) continue;
    const found = USUAL[role].flatMap((name) =>
      free().filter((column) => column.trim().toLowerCase() === name),
    )[0];
    if (found !== undefined) roles[found] = role;
  }
  const first = free()[0];
  if (!Object.values(roles).includes("text") && first !== undefined) roles[first] = "text";
  return roles;
}

/** Roles after one was chosen: text may be several columns, each other role only one. */
export function withRole(roles: Roles, column: string, role: ColumnRole | ""): Roles {
  const freed = Object.entries(roles).map(([each, old]) => [
    each,
    old === role && role !== "text" ? "" : old,
  ]);
  return { ...Object.fromEntries(freed), [column]: role };
}

/** The columns of each role that has any. */
export function columnsByRole(roles: Roles): Partial<Record<ColumnRole, string[]>> {
  const found: Partial<Record<ColumnRole, string[]>> = {};
  for (const [column, role] of Object.entries(roles)) {
    if (role !== "") found[role] = [...(found[role] ?? []), column];
  }
  return found;
}
