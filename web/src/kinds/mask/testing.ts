import { toScreen } from "../../canvas/camera";
import type { Point } from "../../model/geometry";
import type { MaskSession } from "./session";

/** What browser tests may read of what is painted: nothing can be changed through it. */
export interface MaskProbe {
  labelAt(x: number, y: number): string;
  areas(): Record<string, number>;
  camera(): { scale: number; x: number; y: number };
  /** Where an image point lies in the window, in CSS pixels. */
  toScreen(x: number, y: number): Point;
}

declare global {
  interface Window {
    __goldsmith_mask?: MaskProbe;
  }
}

/** Put a probe of this session on the window until the returned function is called. */
export function exposeForTests(session: MaskSession): () => void {
  const camera = () => session.viewer?.camera ?? { scale: 1, x: 0, y: 0 };
  const probe: MaskProbe = {
    labelAt: (x, y) => session.labelAt({ x, y }),
    areas: () => Object.fromEntries(session.areas().map(({ label, area }) => [label, area])),
    camera: () => ({ ...camera() }),
    toScreen: (x, y) => {
      const stage = session.viewer?.origin() ?? { x: 0, y: 0 };
      const point = toScreen(camera(), { x, y });
      return { x: point.x + stage.x, y: point.y + stage.y };
    },
  };
  window.__goldsmith_mask = probe;
  return () => {
    if (window.__goldsmith_mask === probe) delete window.__goldsmith_mask;
  };
}
