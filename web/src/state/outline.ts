/** Asks the server for the outline of what lies in a box on a picture. */
import { api } from "../api/client";
import { ApiError } from "../api/problem";
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

/** The object in the box, or in words why there is none. The picture's address names its project. */
export async function outlineIn(url: string, box: HintBox): Promise<FoundOutline | string> {
  const [, project, media] = MEDIA.exec(url) ?? [];
  if (!project || !media) return "This picture is not the project's own, so no outline can be found.";
  try {
    const found = await api.outline(decodeURIComponent(project), {
      media: decodeURIComponent(media),
      ...box,
    });
    return { ...found, runs: runsOf(found.counts) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `${error.problem.what} ${error.problem.mend}`.trim();
  }
}

const tools = new Map<string, Promise<string | undefined>>();

/** Why no outlines can be found on the server of that picture, or undefined where they can; asked once for a project. */
export function outlineWhyNot(url: string): Promise<string | undefined> {
  const project = MEDIA.exec(url)?.[1];
  if (!project) return Promise.resolve(undefined);
  const known = tools.get(project);
  if (known) return known;
  const asked = api.outlineTool(decodeURIComponent(project)).then(
    ({ why_not }) => (why_not ? `${why_not.what} ${why_not.mend}` : undefined),
    () => {
      tools.delete(project); // nobody knows yet: it is asked again with the next picture
      return undefined;
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
