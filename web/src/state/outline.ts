/** Asks the server for the outline of what a person points at on a picture. */
import { api } from "../api/client";
import { ApiError } from "../api/problem";
import type { OutlineHint, OutlineOut, OutlinePoints, Problem } from "../model/api.gen";
import type { Point } from "../model/geometry";
import { decodeCounts } from "../model/raster/counts";
import type { Ring } from "../model/rings";

/** Whole pixels of the picture. */
export interface HintBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Runs of the object's pixels, down the columns of a part of the picture; parts: the same as polygons, where asked. */
export interface FoundOutline extends HintBox {
  readonly runs: readonly (readonly [from: number, to: number])[];
  readonly parts?: readonly FoundPart[] | undefined;
}

/** Rings in pixels of the picture. */
export interface FoundPart {
  readonly outline: Ring;
  readonly holes: readonly Ring[];
}

const MEDIA = /media\/([^/]+)\/([^/?]+)/;

/** Where the object is, and by what it is sought: by colours, or by the project's own model. */
export type Sought =
  | { readonly box: HintBox }
  | { readonly points: readonly Point[] }
  | { readonly modelBox: HintBox }
  | { readonly modelPoint: Point };

/** The object sought, or in words why there is none. The picture's address names its project. */
export async function outlineOf(
  url: string,
  sought: Sought,
  asParts = false,
): Promise<FoundOutline | string> {
  const [, project, name] = MEDIA.exec(url) ?? [];
  if (!project || !name) return "This picture is not the project's own, so no outline can be found.";
  const [slug, media] = [decodeURIComponent(project), decodeURIComponent(name)];
  try {
    const found = await asked(slug, { media, as_parts: asParts }, sought);
    return { ...found, runs: runsOf(found.counts), parts: found.parts ?? undefined };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `${error.problem.what} ${error.problem.mend}`.trim();
  }
}

type OnImage = Pick<OutlineHint, "media" | "as_parts">;

function asked(slug: string, image: OnImage, sought: Sought): Promise<OutlineOut> {
  if ("box" in sought) return api.outline(slug, { ...image, ...sought.box });
  if ("modelBox" in sought) return api.segmenterInBox(slug, { ...image, ...sought.modelBox });
  if ("modelPoint" in sought) return api.segmenterAtPoint(slug, { ...image, ...sought.modelPoint });
  return api.outlinePoints(slug, { ...image, points: [...sought.points] as OutlinePoints["points"] });
}

const tools = new Map<string, Promise<OutlineTools>>();

/** whyNot: why no outlines can be found on the server of that picture. model: of the project's own, where it has one. */
export interface OutlineTools {
  readonly whyNot?: string | undefined;
  readonly model?: Model | undefined;
}

/** takes: what it is told of an object. whyNot: why it cannot run. */
export interface Model {
  readonly name: string;
  readonly takes: "box" | "points";
  readonly whyNot?: string | undefined;
}

/** What outlines can be had on the server of that picture; asked once for a project. */
export function outlineTools(url: string): Promise<OutlineTools> {
  const project = MEDIA.exec(url)?.[1];
  if (!project) return Promise.resolve({});
  const known = tools.get(project);
  if (known) return known;
  const looked = api.outlineTool(decodeURIComponent(project)).then(
    ({ why_not, segmenter }) => ({
      whyNot: inWords(why_not),
      model: segmenter ? { ...segmenter, whyNot: inWords(segmenter.why_not) } : undefined,
    }),
    () => {
      tools.delete(project); // nobody knows yet: it is asked again with the next picture
      return {};
    },
  );
  tools.set(project, looked);
  return looked;
}

const inWords = (why: Problem | null): string | undefined => (why ? `${why.what} ${why.mend}` : undefined);

function runsOf(counts: string): [number, number][] {
  const runs: [number, number][] = [];
  let at = 0;
  decodeCounts(counts).forEach((length, place) => {
    if (place % 2) runs.push([at, at + length]);
    at += length;
  });
  return runs;
}
