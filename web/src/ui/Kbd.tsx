import { printed } from "../keys/keymap";

/** A key as it is printed on controls. Hidden from screen readers, which hear `aria-keyshortcuts`. */
export function Kbd({ keys }: { keys: string }) {
  return <kbd aria-hidden>{printed(keys)}</kbd>;
}
