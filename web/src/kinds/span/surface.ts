/** The drawn text as places: which unit lies under a point, and what is a line up or down. */
import type { Range } from "./kernel";
import type { Line, Surface } from "./session";

const INSET = 9; // px from the border of a paragraph to its text

interface CaretPlace {
  readonly node: Node;
  readonly offset: number;
}

function caretPlace(x: number, y: number): CaretPlace | undefined {
  if (document.caretPositionFromPoint) {
    const found = document.caretPositionFromPoint(x, y);
    return found ? { node: found.offsetNode, offset: found.offset } : undefined;
  }
  const found = document.caretRangeFromPoint(x, y); // Safari
  return found ? { node: found.startContainer, offset: found.startOffset } : undefined;
}

const elementOf = (node: Node): Element | null => (node instanceof Element ? node : node.parentElement);

/** The unit between whose characters a point of the window lies; undefined outside the text. */
export function unitAt(root: HTMLElement, x: number, y: number): number | undefined {
  const place = caretPlace(x, y);
  if (!place || !root.contains(place.node)) return undefined;
  const piece = elementOf(place.node)?.closest<HTMLElement>("[data-at]");
  if (piece) {
    const within = place.node instanceof Text ? Math.min(place.offset, lengthOf(piece)) : 0;
    return Number(piece.dataset.at) + within;
  }
  const paragraph = elementOf(place.node)?.closest<HTMLElement>("[data-from]");
  if (!paragraph) return undefined;
  const after = place.node === paragraph ? paragraph.children[place.offset] : undefined;
  if (after instanceof HTMLElement && after.dataset.at !== undefined) return Number(after.dataset.at);
  const last = [...paragraph.querySelectorAll<HTMLElement>("[data-at]")].at(-1);
  return last ? Number(last.dataset.at) + lengthOf(last) : Number(paragraph.dataset.from);
}

/** An empty piece holds a character of no width, for the caret to have a height. */
const lengthOf = (piece: HTMLElement): number => {
  const text = piece.firstChild instanceof Text ? piece.firstChild.data : "";
  return text === "\u200b" ? 0 : text.length;
};

/** Where a unit stands in the window. */
export function rectAt(root: HTMLElement, at: number): DOMRect | undefined {
  const paragraph = paragraphOf(root, at);
  const piece = paragraph && lastUpTo([...paragraph.querySelectorAll<HTMLElement>("[data-at]")], at, "at");
  if (!piece) return paragraph?.getBoundingClientRect();
  const node = piece.firstChild;
  if (!(node instanceof Text)) return piece.getBoundingClientRect();
  const range = document.createRange();
  const offset = Math.min(at - Number(piece.dataset.at), node.length);
  range.setStart(node, offset);
  range.setEnd(node, Math.min(offset + 1, node.length));
  const rects = range.getClientRects();
  const found = rects[0] ?? piece.getBoundingClientRect();
  return found;
}

const paragraphOf = (root: HTMLElement, at: number): HTMLElement | undefined =>
  lastUpTo([...root.querySelectorAll<HTMLElement>("[data-from]")], at, "from");

function lastUpTo(
  elements: readonly HTMLElement[],
  at: number,
  name: "from" | "at",
): HTMLElement | undefined {
  let low = 0;
  let high = elements.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (Number(elements[middle]?.dataset[name]) <= at) low = middle;
    else high = middle - 1;
  }
  return elements[low];
}

/** What the session asks of the drawn text. */
export function surfaceOf(root: HTMLElement): Surface {
  const lineHeight = () => Number.parseFloat(getComputedStyle(root).lineHeight) || 40;
  return {
    line(at: number, way: Line): number | undefined {
      reveal(root, at);
      const from = rectAt(root, at);
      if (!from) return undefined;
      const middle = from.top + from.height / 2;
      if (way === "home" || way === "end") {
        const paragraph = paragraphOf(root, at);
        if (!paragraph) return undefined;
        const box = paragraph.getBoundingClientRect();
        const isRightToLeft = getComputedStyle(paragraph).direction === "rtl";
        return unitAt(
          root,
          (way === "home") === isRightToLeft ? box.right - INSET : box.left + INSET,
          middle,
        );
      }
      const step = way === "up" ? -lineHeight() : lineHeight();
      return unitAt(root, from.left + 1, middle + step);
    },
    firstVisible() {
      const box = root.getBoundingClientRect();
      const paragraphs = [...root.querySelectorAll<HTMLElement>("[data-from]")];
      const first = paragraphs.find((each) => each.getBoundingClientRect().bottom > box.top + lineHeight());
      const top = Math.max(first?.getBoundingClientRect().top ?? 0, box.top) + lineHeight() / 2;
      const seen = root.scrollTop > 0 ? unitAt(root, box.left + paddingOf(root) + 2, top) : undefined;
      return seen ?? Number(first?.dataset.from ?? 0);
    },
    reveal: (range: Range) => reveal(root, range.start),
    focus: () => root.focus({ preventScroll: true }),
  };
}

const paddingOf = (root: HTMLElement): number => Number.parseFloat(getComputedStyle(root).paddingLeft) || 0;

function reveal(root: HTMLElement, at: number): void {
  const rect = rectAt(root, at);
  if (!rect) return;
  const box = root.getBoundingClientRect();
  const margin = 48;
  if (rect.top < box.top + margin) root.scrollTop -= box.top + margin - rect.top;
  else if (rect.bottom > box.top + root.clientHeight - margin)
    root.scrollTop += rect.bottom - box.top - root.clientHeight + margin;
}
