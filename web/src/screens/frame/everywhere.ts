/** What every page can open: the sheet of keys and the palette. App listens. */

export type Overlay = "help" | "palette";

const EVENT = "goldsmith:open";

const open = (overlay: Overlay) => window.dispatchEvent(new CustomEvent<Overlay>(EVENT, { detail: overlay }));

export const openHelp = () => open("help");
export function openPalette(): void {
  keepAhead();
  open("palette");
}

/** Call `listener` whenever something asks for an overlay; returns how to stop. */
export function onOpen(listener: (overlay: Overlay) => void): () => void {
  const heard = (event: Event) => listener((event as CustomEvent<Overlay>).detail);
  window.addEventListener(EVENT, heard);
  return () => window.removeEventListener(EVENT, heard);
}

const PATIENCE_MS = 3000;
let ahead: { text: string; end: () => void } | undefined;

/** What is typed before the palette's field is there is kept for it, and calls no command of the page. */
function keepAhead(): void {
  ahead?.end();
  const heard = (event: KeyboardEvent) => {
    const isTyped = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!ahead || !isTyped) return;
    ahead.text += event.key;
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  window.addEventListener("keydown", heard, { capture: true });
  const timer = setTimeout(takeAhead, PATIENCE_MS);
  const end = () => {
    clearTimeout(timer);
    window.removeEventListener("keydown", heard, { capture: true });
    ahead = undefined;
  };
  ahead = { text: "", end };
}

/** What was typed since the palette was called; from now on the field hears the keys. */
export function takeAhead(): string {
  const text = ahead?.text ?? "";
  ahead?.end();
  return text;
}
