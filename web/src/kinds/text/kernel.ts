import type { Json, QuestionOut } from "../types";

const MAX_LENGTH = 2_000;

export interface TextLimits {
  maxLength: number;
  isMultiline: boolean;
  mayBeEmpty: boolean;
  pattern: string | undefined;
}

export function limitsOf({ options }: QuestionOut): TextLimits {
  return {
    maxLength: typeof options.max_length === "number" ? options.max_length : MAX_LENGTH,
    isMultiline: options.multiline === true,
    mayBeEmpty: options.empty === true,
    pattern: typeof options.pattern === "string" && options.pattern !== "" ? options.pattern : undefined,
  };
}

/** The text as the server keeps it: in NFC, without blanks at its ends. */
export const tidy = (text: string): string => text.replace(/\r\n?/g, "\n").normalize("NFC").trim();

/** Length in code points, as the server counts. */
export const lengthOf = (text: string): number => [...tidy(text)].length;

/** Why this text cannot be submitted. */
export function problemOf(question: QuestionOut, value: Json | undefined): string | undefined {
  const { maxLength, mayBeEmpty, pattern } = limitsOf(question);
  if (typeof value !== "string")
    return mayBeEmpty ? "Write an answer, or nothing to write." : "Write an answer.";
  const text = tidy(value);
  if (text === "") return mayBeEmpty ? undefined : "Write an answer.";
  const over = lengthOf(text) - maxLength;
  if (over > 0) return `${over} ${over === 1 ? "character" : "characters"} too long.`;
  return pattern === undefined || hasForm(text, pattern)
    ? undefined
    : "This has not the form that is asked for.";
}

/** Whether the whole text matches; a pattern that only the server understands is left to it. */
function hasForm(text: string, pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(text);
  } catch {
    return true;
  }
}

const SHORT = 300;

/** One line for lists. */
export function brief(text: string): string {
  if (text === "") return "nothing to write";
  const line = text.replace(/\s+/g, " ").trim();
  const signs = [...line];
  return signs.length > SHORT ? `${signs.slice(0, SHORT - 1).join("")}…` : line;
}

export interface Piece {
  text: string;
  isOwn: boolean;
}

const WORD = /[\p{L}\p{N}\p{M}_]+|\s+|[^\p{L}\p{N}\p{M}_\s]/gu;
const MOST_WORDS = 600;

/** The text in pieces, with those marked that the other text lacks at that place; whole where either is very long. */
export function ownPieces(text: string, other: string): Piece[] {
  const [a, b] = [text.match(WORD) ?? [], other.match(WORD) ?? []];
  if (text === other || a.length * b.length > MOST_WORDS ** 2) return [{ text, isOwn: false }];
  const shared = commonPlaces(a, b);
  const pieces: Piece[] = [];
  a.forEach((word, at) => {
    const isOwn = !shared.has(at);
    const last = pieces.at(-1);
    if (last?.isOwn === isOwn) last.text += word;
    else pieces.push({ text: word, isOwn });
  });
  return pieces;
}

/** Places in a of the longest common subsequence of both. */
function commonPlaces(a: readonly string[], b: readonly string[]): Set<number> {
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  const at = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const places = new Set<number>();
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      places.add(i);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return places;
}
