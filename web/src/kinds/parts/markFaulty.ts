import { rectToScreen } from "../../canvas/camera";
import { type Brush, drawChip } from "../../canvas/paint";
import type { ObjectSession } from "./ObjectSession";

/** A plate at each object that the answer cannot be sent with. */
export function markFaulty(brush: Brush, session: ObjectSession): void {
  for (const thing of session.faulty()) {
    const rect = rectToScreen(brush.camera, session.rectOf(thing));
    drawChip(brush, rect, { text: "! cannot be sent", fill: "#1d1c1a", ink: "#ffffff" });
  }
}
