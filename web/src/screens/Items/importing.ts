/** One import from a file in the browser to the end of its job on the server. */
import { api } from "../../api/client";
import { ApiError } from "../../api/problem";
import type { Job } from "../../model/api.gen";
import { bodyOf, type Parcel } from "./collect";

export type ImportState =
  | { step: "ready" }
  | { step: "packing"; done: number; total: number }
  | { step: "sending"; bytes: number }
  | { step: "running"; job: Job }
  | { step: "done"; job: Job }
  | { step: "cancelled" }
  | { step: "failed"; error: unknown };

export type ImportOptions = Omit<Parameters<typeof api.importFile>[2], "name">;

const POLL_MS = 400;

/** Pack, send and wait. `tell` hears every step; the last is done, cancelled or failed. */
export async function runImport(
  slug: string,
  parcel: Parcel,
  options: ImportOptions,
  tell: (state: ImportState) => void,
): Promise<void> {
  await followed(tell, async () => {
    const total = parcel.files.length;
    if (parcel.isPacked) tell({ step: "packing", done: 0, total });
    const body = await bodyOf(parcel, (done) => tell({ step: "packing", done, total }));
    tell({ step: "sending", bytes: body.size });
    return api.importFile(slug, body, { ...options, name: parcel.name });
  });
}

/** Bring in what lies on the server's machine, or in a bucket, by its address; `tell` hears as above. */
export async function runPlaceImport(
  slug: string,
  place: string,
  options: { link: boolean; keep_good: boolean },
  tell: (state: ImportState) => void,
): Promise<void> {
  const named = place.includes("://") ? { url: place } : { path: place };
  await followed(tell, () => api.importPlace(slug, { ...named, ...options }));
}

async function followed(tell: (state: ImportState) => void, start: () => Promise<Job>): Promise<void> {
  try {
    let job = await start();
    while (job.state === "running") {
      tell({ step: "running", job });
      await new Promise((resolve) => window.setTimeout(resolve, POLL_MS));
      job = await api.job(job.id);
    }
    tell(endOf(job));
  } catch (error) {
    tell({ step: "failed", error });
  }
}

/** How a job that no longer runs has ended. */
export function endOf(job: Job): ImportState {
  if (job.state === "done") return { step: "done", job };
  if (job.state === "cancelled") return { step: "cancelled" };
  const unknown = { slug: "import.failed", what: job.message, where: "", mend: "", faults: [] };
  return { step: "failed", error: new ApiError(422, job.problem ?? unknown) };
}

/** The import that a finished job has made. */
export function importOf(job: Job): string | null {
  const id = job.result?.id;
  return typeof id === "string" ? id : null;
}

/** Whether any row was good, as far as that is known; `total` is how many rows the file has. */
export function hasGoodRows(error: unknown, total: number | null): boolean {
  if (!(error instanceof ApiError) || error.problem.slug !== "import.faults") return false;
  return total === null || (error.problem.faults ?? []).length < total;
}

/** Numbers out of a finished import. */
export function countsOf(job: Job): { items: number; known: number; faults: number; answers: number } {
  const number = (key: string) => {
    const value = job.result?.[key];
    return typeof value === "number" ? value : 0;
  };
  return {
    items: number("n_items"),
    known: number("n_known"),
    faults: number("n_faults"),
    answers: number("n_answers"),
  };
}
