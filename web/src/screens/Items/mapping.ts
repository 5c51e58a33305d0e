/** What the columns of a file were said to be, kept in this browser for the next time that it is brought. */
import { type ColumnRole, type Roles, roleOf } from "./peek";

export interface Mapping {
  roles: Roles;
  encoding: string;
  question: string;
}

const keyOf = (slug: string, name: string) => `goldsmith-mapping:${slug}:${name}`;

/** Keep the mapping under the project and the file's name. */
export function rememberMapping(store: Storage, slug: string, name: string, mapping: Mapping): void {
  const { roles, encoding, question } = mapping;
  store.setItem(keyOf(slug, name), JSON.stringify({ roles, encoding, question }));
}

/** The mapping kept under that name, or null when there is none or the file now has other columns. */
export function recallMapping(
  store: Storage,
  slug: string,
  name: string,
  columns: readonly string[],
): Mapping | null {
  const kept: unknown = JSON.parse(store.getItem(keyOf(slug, name)) ?? "null");
  if (!isRecord(kept) || !isRecord(kept.roles)) return null;
  const { roles } = kept;
  const names = Object.keys(roles);
  if (names.length !== columns.length || !columns.every((column) => names.includes(column))) return null;
  const entries: [string, ColumnRole | ""][] = columns.map((column) => [
    column,
    roleOf(String(roles[column])),
  ]);
  return {
    roles: Object.fromEntries(entries),
    encoding: String(kept.encoding ?? ""),
    question: String(kept.question ?? ""),
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
