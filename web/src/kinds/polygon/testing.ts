import { toScreen } from "../../canvas/camera";
import type { Point } from "../../model/geometry";
import type { Polygon } from "./kernel";
import type { PolygonSession } from "./session";

/** What browser tests may read of the polygons on the canvas: nothing can be changed through it. */
export interface PolygonProbe {
  shapes(): readonly Polygon[];
  camera(): { scale: number; x: number; y: number };
  /** Where an image point lies in the window, in CSS pixels. */
  toScreen(x: number, y: number): Point;
  selected(): string | undefined;
}

declare global {
  interface Window {
    __goldsmith_polygon?: PolygonProbe;
  }
}

/** Put a probe of this session on the window until the returned function is called. */
export function exposeForTests(session: PolygonSession): () => void {
  const camera = () => session.viewer?.camera ?? { scale: 1, x: 0, y: 0 };
  const probe: PolygonProbe = {
    shapes: () => structuredClone(session.objects),
    camera: () => ({ ...camera() }),
    toScreen: (x, y) => {
      const stage = session.viewer?.origin() ?? { x: 0, y: 0 };
      const point = toScreen(camera(), { x, y });
      return { x: point.x + stage.x, y: point.y + stage.y };
    },
    selected: () => session.selection?.id,
  };
  window.__goldsmith_polygon = probe;
  return () => {
    if (window.__goldsmith_polygon === probe) delete window.__goldsmith_polygon;
  };
}
