/** In which order cases come: as this person last chose for the project. */
import { recall, useRemembered } from "../../state/remembered";

export type Order = "disagreement" | "entropy";

const keyOf = (slug: string): string => `adjudicate-order:${slug}`;
const orderIn = (value: string | undefined): Order => (value === "entropy" ? "entropy" : "disagreement");

export const orderOf = (slug: string): Order => orderIn(recall(keyOf(slug)));

export function useOrder(slug: string): [Order, (value: string) => void] {
  const [value, setValue] = useRemembered(keyOf(slug), "disagreement");
  return [orderIn(value), setValue];
}
