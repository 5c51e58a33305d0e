/** Who is signed in here. */
import { type QueryClient, type UseQueryResult, useQuery } from "@tanstack/react-query";
import { api } from "../api/client";
import { ApiError } from "../api/problem";
import type { Me, Membership } from "../model/api.gen";

export const ME = ["me"] as const;

/** Mark of "nobody is signed in" among all errors. */
export const isSignedOut = (error: unknown): boolean => error instanceof ApiError && error.status === 401;

export function useMe(): UseQueryResult<Me> {
  return useQuery({ queryKey: ME, queryFn: api.me, staleTime: 60_000, retry: false });
}

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
}

/** Sign out and forget what was loaded. Answers not yet sent stay in this browser, under their person. */
export async function signOut(queries: QueryClient): Promise<void> {
  await api.signOut();
  queries.clear();
}

/** Where to go after entering: a path of ours, never another site. */
export function safeNext(search: string): string {
  const next = new URLSearchParams(search).get("next") ?? "/";
  return /^\/(?![/\\])/.test(next) && !next.startsWith("/enter") ? next : "/";
}
