/** Pointer, wheel and space bar on the stage: what moves the camera stays here, the rest goes to the kind's hand. */
import { distance, type Point } from "../model/geometry";
import type { Scope } from "./scope";
import type { Viewer } from "./viewer";

/** One moment of the pointer, in CSS pixels of the stage. */
export interface Press {
  readonly screen: Point;
  readonly shift: boolean;
  readonly alt: boolean;
  readonly isTouch: boolean;
}

/** What a kind does with the primary button or one finger. `cancel`: the gesture ends as if it had not been. */
export interface Hand {
  down(press: Press): void;
  move(press: Press): void;
  up(press: Press): void;
  cancel(): void;
  /** The pointer moves without a button, or (undefined) leaves. */
  hover(press: Press | undefined): void;
  /** Whether the space bar means something else just now than panning. */
  usesSpace?(): boolean;
}

type Holding = "nothing" | "hand" | "camera" | "pinch";

const WHEEL = 0.0016;
const WHEEL_LINE = 16;
const WHEEL_MOST = 240;

export function listenToHand(stage: HTMLElement, viewer: Viewer, hand: Hand | undefined, scope: Scope): void {
  const input = new Input(stage, viewer, hand);
  scope.listen(stage, "pointerdown", (event) => input.down(event));
  scope.listen(stage, "pointermove", (event) => input.move(event));
  scope.listen(stage, "pointerup", (event) => input.up(event));
  scope.listen(stage, "pointercancel", (event) => input.lost(event));
  scope.listen(stage, "lostpointercapture", (event) => input.lost(event));
  scope.listen(stage, "pointerleave", () => input.leave());
  scope.listen(stage, "wheel", (event) => input.wheel(event), { passive: false });
  scope.listen(stage, "contextmenu", (event) => event.preventDefault());
  scope.listen(document.body, "keydown", (event) => input.key(event, true));
  scope.listen(document.body, "keyup", (event) => input.key(event, false));
  scope.add(() => hand?.cancel());
}

class Input {
  private readonly pointers = new Map<number, Point>();
  private holding: Holding = "nothing";
  private isSpaceDown = false;

  constructor(
    private readonly stage: HTMLElement,
    private readonly viewer: Viewer,
    private readonly hand: Hand | undefined,
  ) {}

  down(event: PointerEvent): void {
    if (event.target instanceof Element && event.target.closest("[data-over-canvas]")) return;
    if (event.button === 1) event.preventDefault(); // no scrolling by itself
    this.stage.setPointerCapture(event.pointerId);
    const press = this.press(event);
    this.pointers.set(event.pointerId, press.screen);
    if (this.pointers.size === 2) {
      if (this.holding === "hand") this.hand?.cancel();
      this.holding = "pinch";
    } else if (this.holding !== "nothing") {
      return;
    } else if (event.button === 1 || (event.button === 0 && (this.isSpaceDown || !this.hand))) {
      this.holding = "camera";
      this.viewer.cursor = "grabbing";
    } else if (event.button === 0) {
      this.holding = "hand";
      this.hand?.down(press);
    }
  }

  move(event: PointerEvent): void {
    const press = this.press(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      const isOver = event.target instanceof Element && event.target.closest("[data-over-canvas]");
      this.hand?.hover(isOver || this.isSpaceDown ? undefined : press);
      return;
    }
    if (this.holding === "hand") this.hand?.move(press);
    if (this.holding === "camera") this.viewer.pan(press.screen.x - before.x, press.screen.y - before.y);
    if (this.holding === "pinch") this.pinch(event.pointerId, press.screen);
    this.pointers.set(event.pointerId, press.screen);
  }

  up(event: PointerEvent): void {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.holding === "hand") {
      this.holding = "nothing";
      this.hand?.up(this.press(event));
    }
    this.settle();
  }

  /** The browser took the pointer away: a gesture is never half done. */
  lost(event: PointerEvent): void {
    if (!this.pointers.delete(event.pointerId)) return;
    if (this.holding === "hand") this.hand?.cancel();
    this.settle();
  }

  leave(): void {
    if (this.holding === "nothing") this.hand?.hover(undefined);
  }

  wheel(event: WheelEvent): void {
    event.preventDefault();
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * WHEEL_LINE : event.deltaY;
    const turn = Math.sign(pixels) * Math.min(Math.abs(pixels), WHEEL_MOST);
    const strength = event.ctrlKey ? 6 : 1; // a trackpad's pinch comes as a fine wheel with Ctrl
    this.viewer.zoom(Math.exp(-turn * WHEEL * strength), this.place(event));
  }

  key(event: KeyboardEvent, isDown: boolean): void {
    if (event.code !== "Space") return;
    if (isDown && (isControl(event.target) || this.hand?.usesSpace?.())) return;
    if (isDown) event.preventDefault();
    if (this.isSpaceDown === isDown) return;
    this.isSpaceDown = isDown;
    if (this.holding !== "nothing") return;
    this.hand?.hover(undefined);
    this.viewer.cursor = isDown ? "grab" : "";
  }

  private settle(): void {
    if (this.pointers.size) return;
    const wasCamera = this.holding === "camera";
    this.holding = "nothing";
    if (this.isSpaceDown || wasCamera) this.viewer.cursor = this.isSpaceDown ? "grab" : "";
  }

  private pinch(moved: number, to: Point): void {
    const from = this.pointers.get(moved);
    const other = [...this.pointers].find(([id]) => id !== moved)?.[1];
    if (!from || !other) return;
    const apart = distance(from, other);
    const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
    this.viewer.pan((to.x - from.x) / 2, (to.y - from.y) / 2);
    if (apart > 0) this.viewer.zoom(distance(to, other) / apart, middle);
  }

  private press(event: PointerEvent): Press {
    return {
      screen: this.place(event),
      shift: event.shiftKey,
      alt: event.altKey,
      isTouch: event.pointerType === "touch",
    };
  }

  private place(event: MouseEvent): Point {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }
}

/** Whether the space bar already means something where the focus is. */
const isControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches(
      "input, textarea, select, button, a, summary, [role=option], [role=radio], [role=button]",
    ));
