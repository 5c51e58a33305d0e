import type { Hand, Press } from "../../audio/deck";
import { xAt } from "../../model/sound";
import type { Target } from "./gesture";
import { type Edge, rivalsOf, type Segment, snapped } from "./kernel";
import type { SegmentSession } from "./session";

const REACH = 7; // CSS pixels: how near an edge counts
const TOUCH_REACH = 18;
const SNAP = 5; // CSS pixels within which an edge goes to another segment's

/** Takes the pointer to the session's gesture, in seconds. */
export class SegmentHand implements Hand {
  constructor(private readonly session: SegmentSession) {}

  down(press: Press): void {
    const { session } = this;
    const on = this.targetAt(press);
    session.gestureEvent({ type: "down", at: press.time, on, room: session.roomFor(press.time, on.grip) });
  }

  move(press: Press): void {
    this.session.gestureEvent({ type: "move", at: this.timeOf(press) });
  }

  up(press: Press): void {
    this.session.gestureEvent({ type: "up", at: this.timeOf(press) });
    this.hover(press.isTouch ? undefined : press);
  }

  cancel(): void {
    this.session.gestureEvent({ type: "cancel" });
  }

  hover(press: Press | undefined): void {
    const { session } = this;
    if (!session.deck || session.gesture.phase !== "idle") return;
    const target: Target = press ? this.targetAt(press) : {};
    session.hover(target.hit ?? target.grip?.id);
    if (!press) session.deck.cursor = "";
    else session.deck.cursor = target.grip?.edge ? "ew-resize" : target.grip ? "move" : "crosshair";
  }

  /** Edges go to those of other segments and to the play head when they are near; Alt lets them be. */
  private timeOf(press: Press): number {
    const { session } = this;
    const { gesture, deck } = session;
    if (press.alt || !deck || (gesture.phase !== "drawing" && gesture.phase !== "resizing"))
      return press.time;
    const own = gesture.phase === "resizing" ? gesture.id : undefined;
    const others = session.segments.filter((each) => each.id !== own);
    const edges = [...others.flatMap((each) => [each.start, each.end]), session.head];
    return snapped(press.time, edges, SNAP * deck.view.perPx);
  }

  private targetAt({ x, time, isTouch }: Press): Target {
    const { session } = this;
    const { deck, selected } = session;
    if (!deck || session.isHidden) return {};
    const reach = isTouch ? TOUCH_REACH : REACH;
    const edgeOf = (segment: Segment): Edge | undefined => {
      const [low, high] = [xAt(deck.view, segment.start), xAt(deck.view, segment.end)];
      const inward = Math.min(reach, (high - low) / 4);
      if (x >= low - reach && x <= low + inward) return "start";
      return x <= high + reach && x >= high - inward ? "end" : undefined;
    };
    const holds = session.segments
      .filter((each) => each.start <= time && time < each.end)
      .sort((a, b) => a.end - a.start - (b.end - b.start));
    const hit = holds[0];
    const byEdge = [...(selected ? [selected] : []), ...session.segments].find((each) => edgeOf(each));
    if (byEdge) {
      return { hit: hit?.id, grip: { id: byEdge.id, part: byEdge, edge: edgeOf(byEdge) } };
    }
    if (selected && holds.includes(selected))
      return { hit: hit?.id, grip: { id: selected.id, part: selected } };
    const mayDraw = rivalsOf(holds, session.label, undefined, session.rule.overlap).length === 0;
    return hit && !mayDraw ? { hit: hit.id, grip: { id: hit.id, part: hit } } : { hit: hit?.id };
  }
}
