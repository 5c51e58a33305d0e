import { useEffect, useReducer } from "react";
import type { Session } from "../types";

/** Draw again whenever the session says that something changed. */
export function useSession(session: Session): void {
  const [, again] = useReducer((n: number) => n + 1, 0);
  useEffect(() => session.subscribe(again), [session]);
}
