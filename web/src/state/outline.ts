/** Asks the server for the outline of what a person points at on a picture. */
import { api } from "../api/client";
import { ApiError } from "../api/problem";
import type { OutlinePoints } from "../model/api.gen";
import type { Point } from "../model/geometry";
import { decodeCounts } from "../model/raster/counts";

/** Whole pixels of the picture. */
export interface HintBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Runs of the object's pixels, down the columns of a part of the picture. */
export interface FoundOutline extends HintBox {
  readonly runs: readonly (readonly [from: number, to: number])[];
}

const MEDIA = /media\/([^/]+)\/([^/?]+)/;

/** Where the object is: in a box, or between its four outermost pixels. */
export type Sought = { readonly box: HintBox } | { readonly points: readonly Point[] };

/** The object sought, or in words why there is none. The picture's address names its project. */
export async function outlineOf(url: string, sought: Sought): Promise<FoundOutline | string> {
  const [, project, name] = MEDIA.exec(url) ?? [];
  if (!project || !name) return "This picture is not the project's own, so no outline can be found.";
  const [slug, media] = [decodeURIComponent(project), decodeURIComponent(name)];
  try {
    const found = await ("box" in sought
      ? api.outline(slug, { media, ...sought.box })
      : api.outlinePoints(slug, { media, points: [...sought.points] as OutlinePoints["points"] }));
    return { ...found, runs: runsOf(found.counts) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `${error.problem.what} ${error.problem.mend}`.trim();
  }
}

const tools = new Map<string, Promise<OutlineTools>>();

/** whyNot: why no outlines can be found on the server of that picture. */
export interface OutlineTools {
  readonly whyNot?: string;
}

/** What outlines can be had on the server of that picture; asked once for a project. */
export function outlineTools(url: string): Promise<OutlineTools> {
  const project = MEDIA.exec(url)?.[1];
  if (!project) return Promise.resolve({});
  const known = tools.get(project);
  if (known) return known;
  const asked = api.outlineTool(decodeURIComponent(project)).then(
    ({ why_not }) => (why_not ? { whyNot: `${why_not.what} ${why_not.mend}` } : {}),
    () => {
      tools.delete(project); // nobody knows yet: it is asked again with the next picture
      return {};
    },
  );
  tools.set(project, asked);
  return asked;
}

function runsOf(counts: string): [number, number][] {
  const runs: [number, number][] = [];
  let at = 0;
  decodeCounts(counts).forEach((length, place) => {
    if (place % 2) runs.push([at, at + length]);
    at += length;
  });
  return runs;
}
