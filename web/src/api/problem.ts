import type { Problem } from "../model/api.gen";

/** An error that the server told: what, where, mend. Status 0: the server could not be reached. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.what);
  }

  get isOffline(): boolean {
    return this.status === 0;
  }
}

export async function problemOf(response: Response): Promise<Problem> {
  const text = await response.text();
  try {
    const body = JSON.parse(text) as Partial<Problem>;
    if (typeof body.what === "string")
      return { slug: "", where: "", mend: "", faults: [], ...body, what: body.what };
  } catch {
    /* not from Goldsmith: a proxy's page, say; shown below by its status */
  }
  return {
    slug: "http",
    what: `The server answered ${response.status}.`,
    where: response.url,
    mend: "Try again.",
    faults: [],
  };
}
