import type { RoleChange } from "../../model/api.gen";

export type Role = RoleChange["role"];

/** The roles, and what each may do. The server holds them; these are the words for people. */
export const ROLES: readonly { key: Role; title: string; may: string }[] = [
  {
    key: "annotator",
    title: "Annotator",
    may: "Labels. Sees the guideline and their own answers, nobody else's.",
  },
  {
    key: "adjudicator",
    title: "Adjudicator",
    may: "Labels, sees agreement, and rules on items that others labeled.",
  },
  { key: "viewer", title: "Viewer", may: "Reads everything, changes nothing." },
  { key: "owner", title: "Owner", may: "Does all of that, and plans, imports, invites and releases." },
];

export const roleOf = (key: string): Role => ROLES.find((role) => role.key === key)?.key ?? "viewer";
export const roleTitle = (key: Role): string => ROLES.find((role) => role.key === key)?.title ?? key;
