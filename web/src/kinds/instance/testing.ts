import { toScreen } from "../../canvas/camera";
import type { Point } from "../../model/geometry";
import type { InstanceSession } from "./session";

/** What browser tests may read of the objects: nothing can be changed through it. */
export interface InstanceProbe {
  objects(): readonly { id: string; label: string; area: number }[];
  selected(): string | undefined;
  camera(): { scale: number; x: number; y: number };
  /** Where an image point lies in the window, in CSS pixels. */
  toScreen(x: number, y: number): Point;
}

declare global {
  interface Window {
    __goldsmith_instance?: InstanceProbe;
  }
}

/** Put a probe of this session on the window until the returned function is called. */
export function exposeForTests(session: InstanceSession): () => void {
  const camera = () => session.viewer?.camera ?? { scale: 1, x: 0, y: 0 };
  const probe: InstanceProbe = {
    objects: () =>
      session.objects.map(({ id, label, number }) => ({ id, label, area: session.grid.area(number) })),
    selected: () => session.selection?.id,
    camera: () => ({ ...camera() }),
    toScreen: (x, y) => {
      const stage = session.viewer?.origin() ?? { x: 0, y: 0 };
      const point = toScreen(camera(), { x, y });
      return { x: point.x + stage.x, y: point.y + stage.y };
    },
  };
  window.__goldsmith_instance = probe;
  return () => {
    if (window.__goldsmith_instance === probe) delete window.__goldsmith_instance;
  };
}
