import { toScreen } from "../../canvas/camera";
import type { Point } from "../../model/geometry";
import type { BoxSession } from "./session";

/** What browser tests may read of the boxes on the canvas: nothing can be changed through it. */
export interface BoxProbe {
  shapes(): readonly {
    id: string;
    label: string;
    x: number;
    y: number;
    width: number;
    height: number;
    angle?: number;
  }[];
  camera(): { scale: number; x: number; y: number };
  /** Where an image point lies in the window, in CSS pixels. */
  toScreen(x: number, y: number): Point;
  selected(): string | undefined;
}

declare global {
  interface Window {
    __goldsmith_box?: BoxProbe;
  }
}

/** Put a probe of this session on the window until the returned function is called. */
export function exposeForTests(session: BoxSession): () => void {
  const camera = () => session.viewer?.camera ?? { scale: 1, x: 0, y: 0 };
  const probe: BoxProbe = {
    shapes: () => session.boxes.map((box) => ({ ...box })),
    camera: () => ({ ...camera() }),
    toScreen: (x, y) => {
      const stage = session.viewer?.origin() ?? { x: 0, y: 0 };
      const point = toScreen(camera(), { x, y });
      return { x: point.x + stage.x, y: point.y + stage.y };
    },
    selected: () => session.selection?.id,
  };
  window.__goldsmith_box = probe;
  return () => {
    if (window.__goldsmith_box === probe) delete window.__goldsmith_box;
  };
}
