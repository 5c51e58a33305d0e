import { xAt } from "../../model/sound";
import type { Segment } from "./kernel";
import type { SegmentSession } from "./session";

/** What browser tests may read of the segments on the canvas: nothing can be changed through it. */
export interface SegmentProbe {
  shapes(): readonly Segment[];
  view(): { from: number; perPx: number; width: number };
  head(): number;
  isPlaying(): boolean;
  /** Where a time lies in the window, in the middle of the wave, in CSS pixels. */
  toScreen(time: number): { x: number; y: number };
  selected(): string | undefined;
}

declare global {
  interface Window {
    __goldsmith_segment?: SegmentProbe;
  }
}

/** Put a probe of this session on the window until the returned function is called. */
export function exposeForTests(session: SegmentSession): () => void {
  const view = () => session.deck?.view ?? { from: 0, perPx: 1 };
  const probe: SegmentProbe = {
    shapes: () => session.segments.map((each) => ({ ...each })),
    view: () => ({ ...view(), width: session.deck?.width ?? 0 }),
    head: () => session.head,
    isPlaying: () => session.deck?.transport.isPlaying ?? false,
    toScreen: (time) => {
      const stage = session.deck?.origin() ?? { x: 0, y: 0 };
      const [top, bottom] = session.deck?.bands().wave ?? [0, 0];
      return { x: xAt(view(), time) + stage.x, y: (top + bottom) / 2 + stage.y };
    },
    selected: () => session.selection?.id,
  };
  window.__goldsmith_segment = probe;
  return () => {
    if (window.__goldsmith_segment === probe) delete window.__goldsmith_segment;
  };
}
