/** Where somebody goes who has just accepted an invitation. */
import type { Membership } from "../../model/api.gen";

/** The membership that is new or has another role than before; the only one there is; or undefined. */
export function joined(before: readonly Membership[], after: readonly Membership[]): Membership | undefined {
  const fresh = after.filter(
    (each) => !before.some((old) => old.project === each.project && old.role === each.role),
  );
  const candidates = fresh.length > 0 ? fresh : after;
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** The page where that member begins: those who label are at work at once. */
export function firstPage(membership: Membership | undefined): string {
  if (!membership) return "/";
  const home = `/p/${encodeURIComponent(membership.project)}`;
  return membership.role === "annotator" ? `${home}/label` : home;
}
