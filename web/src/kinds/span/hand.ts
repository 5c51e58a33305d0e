/** Takes the pointer on the text to the session's gesture. */
import { Scope } from "../../canvas/scope";
import type { Edge } from "./kernel";
import type { SpanSession } from "./session";
import { unitAt } from "./surface";

const SLOP = 4; // px that a click may stray
const NEAR_EDGE = 32; // px from the border where a drag scrolls
const SCROLL = 14; // px a frame

export function listenToHand(root: HTMLElement, session: SpanSession): () => void {
  const scope = new Scope();
  let from: { x: number; y: number; isDrag: boolean } | undefined;
  let last: PointerEvent | undefined;
  let frame = 0;

  const idsAt = (event: Event): string[] => {
    const piece = (event.target as Element).closest<HTMLElement>("[data-ids]");
    return piece?.dataset.ids?.split(" ") ?? [];
  };
  const gripAt = (event: Event) => {
    const grip = (event.target as Element).closest<HTMLElement>("[data-edge]");
    const id = session.selection;
    return grip && id !== undefined ? { id, edge: grip.dataset.edge as Edge } : undefined;
  };
  const send = (type: "move" | "up", event: PointerEvent) => {
    const at = unitAt(root, event.clientX, event.clientY);
    if (at !== undefined) session.gestureEvent({ type, at, isExact: event.altKey });
    else if (type === "up") session.gestureEvent({ type, at: 0, isExact: event.altKey });
  };
  const end = () => {
    from = undefined;
    cancelAnimationFrame(frame);
    frame = 0;
    root.removeAttribute("data-dragging");
  };
  const scroll = () => {
    const box = root.getBoundingClientRect();
    const y = last?.clientY ?? 0;
    const by = y < box.top + NEAR_EDGE ? -SCROLL : y > box.bottom - NEAR_EDGE ? SCROLL : 0;
    if (by && last) {
      root.scrollTop += by;
      send("move", last);
    }
    frame = from?.isDrag ? requestAnimationFrame(scroll) : 0;
  };

  // The browser's own selection would stand beside what is picked here; its place is taken by `copy` below.
  scope.listen(root, "mousedown", (event) => {
    event.preventDefault();
    root.focus({ preventScroll: true });
  });
  scope.listen(root, "pointerdown", (event) => {
    if (event.button !== 0 || event.target === root) return;
    const at = unitAt(root, event.clientX, event.clientY);
    if (at === undefined) return;
    from = { x: event.clientX, y: event.clientY, isDrag: false };
    root.setPointerCapture(event.pointerId);
    const grip = gripAt(event);
    session.gestureEvent({ type: "down", at, on: { ids: idsAt(event), grip } });
  });
  scope.listen(root, "pointermove", (event) => {
    if (!from) {
      session.hover(idsAt(event)[0]);
      return;
    }
    last = event;
    if (!from.isDrag && Math.hypot(event.clientX - from.x, event.clientY - from.y) < SLOP) return;
    if (!from.isDrag) {
      from.isDrag = true;
      root.setAttribute("data-dragging", "");
      frame = requestAnimationFrame(scroll);
    }
    send("move", event);
  });
  scope.listen(root, "pointerup", (event) => {
    if (!from) return;
    end();
    send("up", event);
  });
  scope.listen(root, "pointercancel", () => {
    end();
    session.gestureEvent({ type: "cancel" });
  });
  scope.listen(root, "pointerleave", () => session.hover(undefined));
  scope.listen(root, "dblclick", (event) => {
    const at = unitAt(root, event.clientX, event.clientY);
    const word = at === undefined ? undefined : session.words.under(at, event.altKey);
    if (at === undefined || !word) return;
    session.gestureEvent({ type: "down", at, on: { ids: [], word } });
    session.gestureEvent({ type: "up", at, isExact: false });
  });
  const copy = (event: ClipboardEvent) => {
    const range = session.picked ?? session.selected;
    if (!range || !root.contains(document.activeElement) || document.getSelection()?.isCollapsed === false)
      return;
    event.clipboardData?.setData("text/plain", session.text.slice(range.start, range.end));
    event.preventDefault();
  };
  document.addEventListener("copy", copy);
  scope.add(() => document.removeEventListener("copy", copy));
  scope.add(end);
  return () => scope.dispose();
}
