import { toImage } from "../../canvas/camera";
import { smallestHit } from "../../canvas/hit";
import type { Hand, Press } from "../../canvas/input";
import { contains, type Point } from "../../model/geometry";
import { isFinder } from "../parts/smart/Pointing";
import { endsAt, type Target } from "./gesture";
import { areaOf, edgeNear, isOn, placeNear, rectOf } from "./kernel";
import type { PolygonSession } from "./session";

const REACH = 8; // CSS pixels: half the hit area of a point
const EDGE_REACH = 5;
const TOUCH_REACH = 18;

/** Takes the pointer to the session's gesture, in image pixels. */
export class PolygonHand implements Hand {
  /** Where the pointer is over the stage, in CSS pixels; undefined when it is elsewhere. */
  pointer: Point | undefined;
  /** What a press here would take hold of. */
  target: Target = {};

  constructor(private readonly session: PolygonSession) {}

  down(press: Press): void {
    this.session.aim = undefined; // points set by keys stay; the mouse sets the next
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

  /** The browser took the pointer away: what was held goes back; an outline keeps the points that it has. */
  cancel(): void {
    if (this.session.pointing.box) this.session.pointing.drop();
    if (this.session.gesture.phase !== "drawing") this.session.gestureEvent({ type: "cancel" });
  }

  hover(press: Press | undefined): void {
    const { session } = this;
    this.pointer = press?.screen;
    if (!session.viewer) return;
    if (session.gesture.phase === "drawing") {
      if (press && !session.aim) this.send("move", press);
      session.viewer.cursor = press ? this.cursorWhileDrawing(press) : "";
    } else if (session.isIdle()) {
      if (press) this.dropAim();
      this.target = press ? this.targetAt(press) : {};
      session.hover(this.target.hit);
      session.viewer.cursor = press ? this.cursorFor(this.target) : "";
    }
    session.viewer.invalidate("active");
  }

  usesSpace(): boolean {
    return this.session.aim !== undefined;
  }

  private cursorWhileDrawing(press: Press): string {
    const { session } = this;
    const { gesture, viewer } = session;
    if (gesture.phase !== "drawing" || !viewer) return "";
    const at = toImage(viewer.camera, press.screen);
    return endsAt(gesture, at, session.setting()) ? "pointer" : "crosshair";
  }

  /** A mouse that only passes takes over from the keys, unless they have begun an outline. */
  private dropAim(): void {
    const { session } = this;
    if (!session.aim) return;
    session.aim = undefined;
    session.show();
  }

  private send(type: "down" | "move" | "up", press: Press): void {
    const { session } = this;
    if (!session.viewer) return;
    const at = toImage(session.viewer.camera, press.screen);
    if (isFinder(session.tool)) session.point(session.tool, type, at);
    else if (type === "down") session.gestureEvent({ type, at, on: this.targetAt(press) }, press.alt);
    else session.gestureEvent({ type, at }, press.alt);
  }

  private targetAt({ screen, isTouch }: Press): Target {
    const { session } = this;
    const { viewer, selected } = session;
    if (!viewer || session.isHidden) return {};
    const { scale } = viewer.camera;
    const at = toImage(viewer.camera, screen);
    const hit = this.smallestAt(at, 3 / scale);
    if (isFinder(session.tool)) return {};
    if (selected && session.purpose.as === "new") {
      const isPicked = session.selection?.isChosen === true;
      const place = placeNear(selected, at, (isTouch ? TOUCH_REACH : REACH) / scale);
      if (place) return { hit: selected.id, isPicked, grip: { polygon: selected, at: place } };
      const edge = edgeNear(selected, at, EDGE_REACH / scale);
      if (edge) return { hit: selected.id, isPicked, grip: { polygon: selected, at: edge, isNew: true } };
    }
    const polygon = session.tool === "select" ? session.find(hit) : undefined;
    return polygon ? { hit, grip: { polygon } } : { hit };
  }

  private smallestAt(at: Point, slop: number): string | undefined {
    const { objects } = this.session;
    const index = smallestHit(objects.length, (place) => {
      const polygon = objects[place];
      return polygon && contains(rectOf(polygon), at, slop) && isOn(polygon, at)
        ? areaOf(polygon)
        : undefined;
    });
    return objects[index]?.id;
  }

  private cursorFor({ hit, grip, isPicked }: Target): string {
    const { tool } = this.session;
    if (grip?.at) return tool === "select" || isPicked ? (grip.isNew ? "copy" : "grab") : "crosshair";
    if (grip) return "move";
    if (tool !== "select") return "crosshair";
    return hit === undefined ? "default" : "pointer";
  }
}
