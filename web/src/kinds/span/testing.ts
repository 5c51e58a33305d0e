import type { SpanSession } from "./session";
import { rectAt } from "./surface";

/** What browser tests may read of the spans in the text: nothing can be changed through it. */
export interface SpanProbe {
  value(): unknown;
  picked(): string | undefined;
  selected(): string | undefined;
  /** Where the character at that code point lies in the window. */
  rect(point: number): { x: number; y: number; width: number; height: number } | undefined;
}

declare global {
  interface Window {
    __goldsmith_span?: SpanProbe;
  }
}

/** Put a probe of this session on the window until the returned function is called. */
export function exposeForTests(session: SpanSession, root: HTMLElement): () => void {
  const probe: SpanProbe = {
    value: () => session.handle.value(),
    picked: () => session.picked && session.text.slice(session.picked.start, session.picked.end),
    selected: () => session.selected && session.text.slice(session.selected.start, session.selected.end),
    rect: (point) => rectAt(root, session.offsets.toUnits(point))?.toJSON(),
  };
  window.__goldsmith_span = probe;
  return () => {
    if (window.__goldsmith_span === probe) delete window.__goldsmith_span;
  };
}
