import { rectToScreen, toImage } from "../../canvas/camera";
import { smallestHit } from "../../canvas/hit";
import type { Hand, Press } from "../../canvas/input";
import { area, contains, nearEdge, type Point } from "../../model/geometry";
import type { Target } from "./gesture";
import { handleAt, handleCursor } from "./kernel";
import type { BoxSession } from "./session";

const REACH = 8; // CSS pixels: half the hit area of a handle, and how near an edge counts
const TOUCH_REACH = 18;

/** Takes the pointer to the session's gesture, in image pixels. */
export class BoxHand implements Hand {
  /** Where the pointer is over the stage, in CSS pixels; undefined when it is elsewhere. */
  pointer: Point | undefined;
  /** Whether a press here would begin a box, and not take hold of one. */
  isDrawing = true;

  constructor(private readonly session: BoxSession) {}

  down(press: Press): void {
    this.session.aim = undefined; // a corner set by keys stays; the mouse sets the other
    this.pointer = press.screen;
    this.send("down", press);
  }

  move(press: Press): void {
    this.pointer = press.screen;
    this.send("move", press);
  }

  up(press: Press): void {
    this.send("up", press);
    this.hover(press.isTouch ? undefined : press);
  }

  cancel(): void {
    this.session.gestureEvent({ type: "cancel" });
  }

  hover(press: Press | undefined): void {
    const { session } = this;
    this.pointer = press?.screen;
    if (!session.viewer) return;
    if (press && session.gesture.phase !== "idle") {
      if (!session.aim) this.send("move", press);
    } else {
      if (press) this.dropAim();
      const target: Target = press ? this.targetAt(press) : {};
      this.isDrawing = !target.grip;
      session.hover(target.hit);
      session.viewer.cursor = press ? this.cursorFor(target) : "";
    }
    session.viewer.invalidate("active");
  }

  usesSpace(): boolean {
    return this.session.aim !== undefined;
  }

  /** A mouse that only passes takes over from the keys, unless they have begun a box. */
  private dropAim(): void {
    const { session } = this;
    if (!session.aim || session.gesture.phase !== "idle") return;
    session.aim = undefined;
    session.show();
  }

  private send(type: "down" | "move" | "up", press: Press): void {
    const { session } = this;
    if (!session.viewer) return;
    const at = toImage(session.viewer.camera, press.screen);
    const keys = { constrain: press.shift, central: press.alt };
    if (type === "down") session.gestureEvent({ type, at, on: this.targetAt(press) }, keys);
    else session.gestureEvent({ type, at }, keys);
  }

  private targetAt({ screen, isTouch }: Press): Target {
    const { session } = this;
    const { viewer, selected } = session;
    if (!viewer || session.isHidden) return {};
    const reach = isTouch ? TOUCH_REACH : REACH;
    const hit = this.smallestAt(screen);
    if (selected) {
      const rect = rectToScreen(viewer.camera, selected);
      const handle = handleAt(rect, screen, reach);
      if (handle) return { hit: selected.id, grip: { id: selected.id, rect: selected, handle } };
      const isHeld = session.tool === "select" ? contains(rect, screen) : nearEdge(rect, screen, REACH);
      if (isHeld && (session.tool === "box" || hit === selected.id)) {
        return { hit, grip: { id: selected.id, rect: selected } };
      }
    }
    const box = session.tool === "select" ? session.find(hit) : undefined;
    return box ? { hit, grip: { id: box.id, rect: box } } : { hit };
  }

  private smallestAt(screen: Point): string | undefined {
    const { viewer, boxes } = this.session;
    if (!viewer) return undefined;
    const at = toImage(viewer.camera, screen);
    const slop = 3 / viewer.camera.scale;
    const index = smallestHit(boxes.length, (place) => {
      const box = boxes[place];
      return box && contains(box, at, slop) ? area(box) : undefined;
    });
    return boxes[index]?.id;
  }

  private cursorFor({ hit, grip }: Target): string {
    if (grip?.handle) return handleCursor(grip.handle);
    if (grip) return "move";
    if (this.session.tool === "box") return "crosshair";
    return hit === undefined ? "default" : "pointer";
  }
}
