/** What is said to the person about segments, in hints and announcements. */
import { thin } from "../../ui/num";

export const HOW = "Drag along the wave, or press I where it begins and O where it ends.";

export const countOf = (n: number): string =>
  `${n === 0 ? "No" : thin(n)} ${n === 1 ? "segment" : "segments"}`;
