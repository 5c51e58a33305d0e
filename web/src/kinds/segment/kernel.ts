/** Segments as plain data: what each action makes of a list of them, or of one. Pure; nothing is changed in place. */
import { clamp } from "../../model/geometry";
import { clock, type Stretch } from "../../model/sound";
import { type Attribute, type AttributeValues, faultOf, readAttributes } from "../parts/attributes";
import type { Json, QuestionOut } from "../types";

/** A stretch of the recording as it is sent: seconds, half-open. text: what is said in it, where that is asked. */
export interface Segment extends Stretch {
  readonly id: string;
  readonly label: string;
  readonly text?: string;
  readonly attributes?: AttributeValues;
}

/** any: all may overlap; none: no two; different_labels: only those of different labels. */
export type Overlap = "any" | "none" | "different_labels";

export interface Rule {
  readonly duration: number;
  readonly minSize: number;
  readonly overlap: Overlap;
}

const SLACK = 1e-6; // seconds; as the server has it

export function ruleOf(question: QuestionOut, duration: number): Rule {
  const { min_size, overlap } = question.options;
  return {
    duration,
    minSize: typeof min_size === "number" ? min_size : 0.01,
    overlap: overlap === "none" || overlap === "different_labels" ? overlap : "any",
  };
}

/** A time on whole milliseconds, inside the recording. */
export const tidyTime = (time: number, duration: number): number =>
  clamp(Number(time.toFixed(3)), 0, duration);

/** The stretch between two times, in whatever order they come. */
export function between(a: number, b: number, rule: Rule): Stretch {
  const [start, end] = a <= b ? [a, b] : [b, a];
  return { start: tidyTime(start, rule.duration), end: tidyTime(end, rule.duration) };
}

export const isLongEnough = (part: Stretch, minSize: number): boolean =>
  part.end - part.start >= minSize - SLACK;

/** Whether two segments of these labels may share time. */
export const mayOverlap = (a: string, b: string, overlap: Overlap): boolean =>
  overlap === "any" || (overlap === "different_labels" && a !== b);

/** The segments that one of this label must not overlap; while it has none, those that none may. id: its own. */
export const rivalsOf = (
  segments: readonly Segment[],
  label: string | undefined,
  id: string | undefined,
  overlap: Overlap,
): readonly Segment[] =>
  segments.filter((each) => {
    const isRival = label === undefined ? overlap === "none" : !mayOverlap(each.label, label, overlap);
    return each.id !== id && isRival;
  });

/** The free stretch round a time, between rivals; undefined when the time itself is taken. */
export function freeAt(time: number, rivals: readonly Segment[], duration: number): Stretch | undefined {
  let [start, end] = [0, duration];
  for (const rival of rivals) {
    if (rival.start <= time && time < rival.end) return undefined;
    if (rival.end <= time) start = Math.max(start, rival.end);
    else end = Math.min(end, rival.start);
  }
  return { start, end };
}

/** The free stretch round a segment that overlaps no rival. */
export function roomOf(part: Stretch, rivals: readonly Segment[], duration: number): Stretch {
  let [start, end] = [0, duration];
  for (const rival of rivals) {
    if (rival.end <= part.start + SLACK) start = Math.max(start, rival.end);
    else if (rival.start >= part.end - SLACK) end = Math.min(end, rival.start);
  }
  return { start, end };
}

export type Edge = "start" | "end";

/** The stretch with one edge taken to a time: it never turns over, nor leaves the room, nor is too short. */
export function resized(part: Stretch, edge: Edge, to: number, rule: Rule, room: Stretch): Stretch {
  const time = tidyTime(clamp(to, room.start, room.end), rule.duration);
  if (edge === "start") {
    return { start: Math.min(time, tidyTime(part.end - rule.minSize, rule.duration)), end: part.end };
  }
  return { start: part.start, end: Math.max(time, tidyTime(part.start + rule.minSize, rule.duration)) };
}

/** The stretch moved by so many seconds, as far as the room goes. */
export function moved(part: Stretch, by: number, rule: Rule, room: Stretch): Stretch {
  const length = part.end - part.start;
  const low = clamp(part.start + by, room.start, room.end - length);
  const start = tidyTime(low, rule.duration);
  return { start, end: tidyTime(Math.min(start + length, room.end), rule.duration) };
}

/** The time of the nearest edge within reach, else the time itself. */
export function snapped(time: number, edges: readonly number[], reach: number): number {
  let best = time;
  let least = reach;
  for (const edge of edges) {
    if (Math.abs(edge - time) <= least) {
      least = Math.abs(edge - time);
      best = edge;
    }
  }
  return best;
}

/** Why a segment cannot be sent as it stands, by its id; the same rules as the server's. */
export function faultsOf(
  segments: readonly Segment[],
  labels: ReadonlySet<string>,
  rule: Rule,
  attributes: readonly Attribute[] = [],
): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  for (const one of segments) {
    if (!labels.has(one.label)) faults.set(one.id, "The guideline no longer has its label.");
    else if (one.start < 0 || one.end > rule.duration + SLACK)
      faults.set(one.id, "It ends after the recording.");
    else if (!isLongEnough(one, rule.minSize)) faults.set(one.id, `It is shorter than ${rule.minSize} s.`);
    else if (
      rivalsOf(segments, one.label, one.id, rule.overlap).some(
        (each) => each.start < one.end - SLACK && one.start < each.end - SLACK,
      )
    )
      faults.set(one.id, "It overlaps another one.");
    else {
      const fault = faultOf(attributes, one.attributes);
      if (fault !== undefined) faults.set(one.id, fault);
    }
  }
  return faults;
}

// ── lists of segments ──────────────────────────────────────────────────────────────────────────────────────────────

/** The segments of a value as the server sends it; none while nothing has been answered. */
export function readSegments(value: Json | undefined): readonly Segment[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new Error("An answer of kind segment is a list of segments.");
  return value.map((each) => {
    if (!isSegment(each)) throw new Error("A segment has an id, a label, a start and an end.");
    return withRead(each);
  });
}

type RawSegment = Omit<Segment, "attributes"> & { readonly attributes?: unknown };

function withRead({ attributes: raw, ...segment }: RawSegment): Segment {
  const attributes = readAttributes(raw);
  return attributes ? { ...segment, attributes } : segment;
}

function isSegment(value: unknown): value is RawSegment {
  if (typeof value !== "object" || value === null) return false;
  const { id, label, start, end, text } = value as Record<string, unknown>;
  return (
    typeof id === "string" &&
    typeof label === "string" &&
    [start, end].every((number) => typeof number === "number" && Number.isFinite(number)) &&
    (text === undefined || typeof text === "string")
  );
}

/** The value to send. No segments are no answer: an explicit "nothing here" is said by `[]` alone. */
export const writeSegments = (segments: readonly Segment[]): Json | undefined =>
  segments.length
    ? segments.map(({ id, label, start, end, text, attributes }) => ({
        id,
        label,
        start,
        end,
        ...(text ? { text } : {}),
        ...(attributes ? { attributes: { ...attributes } } : {}),
      }))
    : undefined;

/** In the order of time, in which they are numbered, listed and stepped through. */
export const inTime = (segments: readonly Segment[]): readonly Segment[] =>
  [...segments].sort((a, b) => a.start - b.start || a.end - b.end);

export const without = (segments: readonly Segment[], id: string): readonly Segment[] =>
  segments.filter((each) => each.id !== id);

export const changed = (
  segments: readonly Segment[],
  id: string,
  part: Partial<Omit<Segment, "id">>,
): readonly Segment[] => segments.map((each) => (each.id === id ? { ...each, ...part } : each));

/** The id that comes `step` places after this one in time, round the end; from a time on where none is given. */
export function neighbour(
  segments: readonly Segment[],
  id: string | undefined,
  step: 1 | -1,
  time: number,
): string | undefined {
  const sorted = inTime(segments);
  const at = sorted.findIndex((each) => each.id === id);
  if (at >= 0) return sorted[(at + step + sorted.length) % sorted.length]?.id;
  const next = sorted.find((each) => each.start >= time - SLACK);
  const before = [...sorted].reverse().find((each) => each.start < time);
  return step > 0 ? (next ?? sorted[0])?.id : (before ?? sorted.at(-1))?.id;
}

/** The id to select once this one is deleted: the next in time, else the one before. */
export function heir(segments: readonly Segment[], id: string): string | undefined {
  const sorted = inTime(segments);
  const at = sorted.findIndex((each) => each.id === id);
  return (sorted[at + 1] ?? sorted[at - 1])?.id;
}

/** Another answer's segments as new ones on this recording: cut at its end, what does not fit is left out. */
export function copied(
  segments: readonly Segment[],
  present: readonly Segment[],
  labels: ReadonlySet<string>,
  rule: Rule,
  newId: () => string,
): readonly Segment[] {
  const made: Segment[] = [];
  for (const { label, start, end } of inTime(segments)) {
    const part = between(start, Math.min(end, rule.duration), rule);
    const all = [...present, ...made];
    const isFree = rivalsOf(all, label, undefined, rule.overlap).every(
      (each) => each.start >= part.end - SLACK || part.start >= each.end - SLACK,
    );
    if (labels.has(label) && start < rule.duration && isLongEnough(part, rule.minSize) && isFree)
      made.push({ id: newId(), label, ...part });
  }
  return made;
}

/** Lanes in which segments that overlap stand one beneath the other: a number for each id, from 0. */
export function lanesOf(segments: readonly Segment[]): ReadonlyMap<string, number> {
  const ends: number[] = [];
  const lanes = new Map<string, number>();
  for (const one of inTime(segments)) {
    const free = ends.findIndex((end) => end <= one.start + SLACK);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = one.end;
    lanes.set(one.id, lane);
  }
  return lanes;
}

/** A segment in words: "Speech, 0:01.250 to 0:04.000". */
export const describe = (title: string, part: Stretch): string =>
  `${title}, ${clock(part.start, 3)} to ${clock(part.end, 3)}`;
