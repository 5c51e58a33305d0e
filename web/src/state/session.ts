/** Who is signed in here. */
import { type QueryClient, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { ApiError } from "../api/problem";
import type { Me, Membership } from "../model/api.gen";

export const ME = ["me"] as const;

/** Mark of "nobody is signed in" among all errors. */
export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401;

export function useMe(options: { enabled?: boolean } = {}): UseQueryResult<Me> {
  const { enabled = true } = options;
  return useQuery({ queryKey: ME, queryFn: askedMe, staleTime: 60_000, retry: false, enabled });
}

const SEEN = "goldsmith-signed-in";

async function askedMe(): Promise<Me> {
  try {
    const me = await api.me();
    localStorage.setItem(SEEN, me.person.id);
    return me;
  } catch (error) {
    if (isSignedOut(error)) localStorage.removeItem(SEEN);
    throw error;
  }
}

/** Whether somebody was signed in here when last asked. False: nobody, so the server need not be asked. */
export const wasSignedIn = (): boolean => localStorage.getItem(SEEN) !== null;

export type Role = Membership["role"];

/** The role in that project, owner of the workspace included; undefined while unknown or without any. */
export function roleIn(me: Me | undefined, slug: string): Role | undefined {
  if (!me) return undefined;
  const membership = me.memberships.find((each) => each.project === slug);
  return membership?.role ?? (me.is_workspace_owner ? "owner" : undefined);
}

/** Put the person just signed in in place, and forget everything that another may have seen. */
export function becomes(queries: QueryClient, me: Me): void {
  queries.clear();
  queries.setQueryData(ME, me);
  localStorage.setItem(SEEN, me.person.id);
}

/** Sign out and forget what was loaded. Answers not yet sent stay in this browser, under their person. */
export async function signOut(queries: QueryClient): Promise<void> {
  await api.signOut();
  localStorage.removeItem(SEEN);
  queries.clear();
}

/** Where to go after entering: a path of ours, never another site. */
export function safeNext(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) && !next.startsWith("/enter") ? next : "/";
}
