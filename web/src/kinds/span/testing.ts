import type { SpanSession } from "./session";

/** What browser tests may read of the spans in the text: nothing can be changed through it. */
export interface SpanProbe {
  value(): unknown;
  picked(): string | undefined;
  selected(): string | undefined;
}

declare global {
  interface Window {
    __goldsmith_span?: SpanProbe;
  }
}

/** Put a probe of this session on the window until the returned function is called. */
export function exposeForTests(session: SpanSession): () => void {
  const probe: SpanProbe = {
    value: () => session.handle.value(),
    picked: () => session.picked && session.text.slice(session.picked.start, session.picked.end),
    selected: () => session.selected && session.text.slice(session.selected.start, session.selected.end),
  };
  window.__goldsmith_span = probe;
  return () => {
    if (window.__goldsmith_span === probe) delete window.__goldsmith_span;
  };
}
