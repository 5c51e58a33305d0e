/** Reading JSON whose shape the wire does not promise: each reader takes what it needs or says what is missing. */

export type Raw = Readonly<Record<string, unknown>>;

/** The report is not what this page can read. */
export class UnreadableReport extends Error {
  constructor(path: string, wanted: string) {
    super(
      `The agreement report cannot be read: ${path} should be ${wanted}. Are page and server of one version?`,
    );
  }
}

export function record(value: unknown, path: string): Raw {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UnreadableReport(path, "an object");
  return value as Raw;
}

export function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new UnreadableReport(path, "a list");
  return value;
}

export function text(value: unknown, path: string): string {
  if (typeof value !== "string") throw new UnreadableReport(path, "a text");
  return value;
}

export function number(value: unknown, path: string): number {
  if (typeof value !== "number" || !Number.isFinite(value)) throw new UnreadableReport(path, "a number");
  return value;
}

/** A number, or null where there is none. */
export const numberOrNull = (value: unknown, path: string): number | null =>
  value === null ? null : number(value, path);

export const texts = (value: unknown, path: string): string[] =>
  list(value, path).map((each, i) => text(each, `${path}[${i}]`));

export const numbers = (value: unknown, path: string): number[] =>
  list(value, path).map((each, i) => number(each, `${path}[${i}]`));
