/** Which method decides and how sure it must be, before anything is chosen on the card. Pure. */
import type { ConsensusMethod, ConsensusRun } from "../../model/api.gen";

const PREFERRED = "dawid_skene"; // where it can decide the question; else the first that can
const LEAST = 0.9;

/** The method to ask: the one chosen, else the last run's, else the preferred; undefined where none can decide. */
export function methodToAsk(
  known: readonly ConsensusMethod[],
  chosen: string,
  last: ConsensusRun | undefined,
): ConsensusMethod | undefined {
  const named = (name: string | undefined) => known.find((each) => each.name === name);
  return named(chosen) ?? named(last?.method) ?? named(PREFERRED) ?? known[0];
}

/** The least posterior: what was typed, else the last run's; undefined where what was typed is none. */
export function leastToAsk(
  typed: number | string | null,
  last: ConsensusRun | undefined,
): number | undefined {
  const least = typed ?? last?.min_posterior ?? LEAST;
  return typeof least === "number" && least >= 0 && least <= 1 ? least : undefined;
}
