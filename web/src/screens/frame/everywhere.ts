/** What every page can open: the sheet of keys and the palette. App listens. */

export type Overlay = "help" | "palette";

const EVENT = "goldsmith:open";

const open = (overlay: Overlay) => window.dispatchEvent(new CustomEvent<Overlay>(EVENT, { detail: overlay }));

export const openHelp = () => open("help");
export const openPalette = () => open("palette");

/** Call `listener` whenever something asks for an overlay; returns how to stop. */
export function onOpen(listener: (overlay: Overlay) => void): () => void {
  const heard = (event: Event) => listener((event as CustomEvent<Overlay>).detail);
  window.addEventListener(EVENT, heard);
  return () => window.removeEventListener(EVENT, heard);
}
