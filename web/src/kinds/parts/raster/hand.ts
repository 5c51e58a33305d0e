import { toImage } from "../../../canvas/camera";
import type { Hand, Press } from "../../../canvas/input";
import type { Point } from "../../../model/geometry";
import type { RasterSession } from "./session";

/** Takes the pointer to the session in image pixels. */
export class RasterHand implements Hand {
  /** Where the pointer is over the stage, in CSS pixels; undefined when it is elsewhere. */
  pointer: Point | undefined;

  constructor(private readonly session: RasterSession) {}

  down(press: Press): void {
    this.session.dropAim();
    this.pointer = press.screen;
    this.session.pressed(this.at(press), { isLine: press.shift, isFree: press.alt });
  }

  move(press: Press): void {
    this.pointer = press.screen;
    this.session.dragged(this.at(press));
  }

  up(press: Press): void {
    this.session.released();
    this.hover(press.isTouch ? undefined : press);
  }

  cancel(): void {
    this.session.cancelStroke();
  }

  hover(press: Press | undefined): void {
    const { session } = this;
    this.pointer = press?.screen;
    if (session.viewer)
      session.viewer.cursor = press && session.tool === "select" ? "default" : press ? "none" : "";
    session.viewer?.invalidate("active");
  }

  usesSpace(): boolean {
    return this.session.aim !== undefined;
  }

  private at({ screen }: Press): Point {
    return this.session.viewer ? toImage(this.session.viewer.camera, screen) : screen;
  }
}
