import { useQuery } from "@tanstack/react-query";
import { api } from "../../api/client";
import type { AnnotatorBrief, Member, ProjectHome } from "../../model/api.gen";

/** The members of a project, for its owner; undefined while unknown and for everyone else. */
export function useMembers(home: ProjectHome): readonly Member[] | undefined {
  return useQuery({
    queryKey: ["members", home.slug],
    queryFn: () => api.members(home.slug),
    enabled: home.role === "owner",
  }).data;
}

/** Those who may label: all but viewers. */
export const labelersOf = (members: readonly Member[]): Member[] =>
  members.filter((member) => member.role !== "viewer");

/**
 * Whether the answers are of a person who was a member and is none now; false where that is not known.
 *
 * Only answers given here were timed; labels out of a file belong to people who never were members.
 */
export function hasLeft(annotator: AnnotatorBrief, members: readonly Member[] | undefined): boolean {
  const isPerson = annotator.kind === "human" && !annotator.is_simulated && annotator.median_ms !== null;
  const isMember = members?.some((each) => each.annotator === annotator.id) ?? true;
  return isPerson && !isMember;
}

export interface Through {
  name: string;
  n: number;
  isThrough: boolean;
}

/** How far each member who may label is through the pilot's `nPilot` items, in the members' order. */
export function throughPilot(members: readonly Member[], nPilot: number): Through[] {
  return labelersOf(members).map(({ person, n_answers }) => ({
    name: person.name,
    n: Math.min(n_answers, nPilot),
    isThrough: n_answers >= nPilot,
  }));
}

/** One sentence on whether agreement can be read before the rest opens. */
export function pilotState(through: readonly Through[]): string {
  const n = through.filter((each) => each.isThrough).length;
  if (through.length < 2) return "Agreement needs a second person.";
  if (n === through.length) return "Everybody is through: look at agreement, then open the rest.";
  const begun = through.filter((each) => each.n > 0).length;
  const late = through.length - begun;
  const idle = late === 0 ? "" : `, ${late === 1 ? "1 has" : `${late} have`} not begun`;
  return `${n} of ${through.length} ${n === 1 ? "is" : "are"} through${idle}.`;
}
