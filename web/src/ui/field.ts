/** Fields to type in that take the keys by themselves: marked `data-takes-keys`. */

/** Put the keyboard into the first such field inside, if there is one. */
export function focusField(inside: HTMLElement | null): void {
  inside?.querySelector<HTMLElement>("[data-takes-keys]")?.focus({ preventScroll: true });
}

/** Take the keyboard out of such a field inside, if it is there. */
export function leaveField(inside: HTMLElement | null): void {
  const { activeElement } = document;
  if (!(activeElement instanceof HTMLElement) || !inside?.contains(activeElement)) return;
  if (activeElement.hasAttribute("data-takes-keys")) activeElement.blur();
}
