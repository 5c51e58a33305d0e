/** Which rows of a long list are in view. Rows are equally high, so this needs no measuring. */

/** Browsers cannot draw elements higher than about 17 to 33 million pixels: above this, scrolling is geared. */
export const TALLEST_PX = 12_000_000;

export interface Window {
  /** First and one past the last row to draw. */
  first: number;
  last: number;
  /** Where the first drawn row begins, and how high the whole list is, in pixels of the scrolled element. */
  top: number;
  height: number;
}

/** The rows to draw at that place, with `over` more on either side. */
export function windowOf(
  scrollTop: number,
  viewHeight: number,
  total: number,
  rowHeight: number,
  over = 8,
): Window {
  const full = total * rowHeight;
  const height = Math.min(full, TALLEST_PX);
  const place = scrollTop * gear(full, height, viewHeight);
  const first = clamp(Math.floor(place / rowHeight) - over, 0, total);
  const last = clamp(Math.ceil((place + viewHeight) / rowHeight) + over, 0, total);
  return { first, last, top: scrollTop + first * rowHeight - place, height };
}

/** Where to scroll so that the row is in view: as little as possible. */
export function scrollFor(
  row: number,
  scrollTop: number,
  viewHeight: number,
  total: number,
  rowHeight: number,
): number {
  const full = total * rowHeight;
  const height = Math.min(full, TALLEST_PX);
  const factor = gear(full, height, viewHeight);
  const place = scrollTop * factor;
  const top = row * rowHeight;
  if (top < place) return top / factor;
  if (top + rowHeight > place + viewHeight) return (top + rowHeight - viewHeight) / factor;
  return scrollTop;
}

/** The pages of that size which hold rows first … last - 1. */
export function pagesOf(first: number, last: number, size: number): number[] {
  const pages: number[] = [];
  for (let page = Math.floor(first / size); page * size < last; page += 1) pages.push(page);
  return pages;
}

/** Pixels of list for each pixel scrolled. */
function gear(full: number, height: number, viewHeight: number): number {
  if (full <= height || height <= viewHeight) return 1;
  return (full - viewHeight) / (height - viewHeight);
}

const clamp = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);
