/** Pictures decoded ahead of need, by address, within a budget of bytes. */

const BUDGET = 256 * 1024 * 1024;

/** A picture that cannot be shown, in the house's three sentences. */
export class BrokenImage extends Error {
  constructor(
    readonly url: string,
    readonly why: string,
  ) {
    super(`The picture cannot be shown: ${why}`);
  }
}

interface Slot {
  readonly promise: Promise<ImageBitmap>;
  bitmap?: ImageBitmap;
}

const slots = new Map<string, Slot>(); // the least recently used first
let kept: ReadonlySet<string> = new Set();

/** The decoded picture; decodes it once. It may be closed when it is neither kept nor among the last ones used. */
export function imageOf(url: string): Promise<ImageBitmap> {
  const known = slots.get(url);
  if (known) {
    touch(url, known);
    return known.promise;
  }
  const slot: Slot = { promise: decode(url) };
  slots.set(url, slot);
  slot.promise.then(
    (bitmap) => {
      slot.bitmap = bitmap;
      if (slots.get(url) === slot) trim();
      else bitmap.close();
    },
    () => slots.get(url) === slot && slots.delete(url), // the next one who asks tries again
  );
  return slot.promise;
}

/** The picture if it is decoded already. */
export function peek(url: string): ImageBitmap | undefined {
  const slot = slots.get(url);
  if (slot) touch(url, slot);
  return slot?.bitmap;
}

/** Decode these ahead and never close them while they are named here; the others go when the budget is spent. */
export function keepImages(urls: readonly string[]): void {
  kept = new Set(urls);
  for (const url of urls) imageOf(url).catch(() => undefined); // whoever shows it will hear of the fault
  trim();
}

const elements = new Map<string, HTMLImageElement>();

/** Have the browser load and decode pictures that an ordinary `<img>` will show, and hold on to just these. */
export function warmImages(urls: readonly string[]): void {
  for (const url of elements.keys()) if (!urls.includes(url)) elements.delete(url);
  for (const url of urls) {
    if (elements.has(url)) continue;
    const image = new Image();
    image.src = url;
    image.decode().catch(() => undefined); // as above
    elements.set(url, image);
  }
}

async function decode(url: string): Promise<ImageBitmap> {
  const response = await fetch(url, { credentials: "same-origin" }).catch(() => {
    throw new BrokenImage(url, "the server cannot be reached.");
  });
  if (!response.ok) throw new BrokenImage(url, `the server answered ${response.status}.`);
  const blob = await response.blob();
  return createImageBitmap(blob).catch(() => {
    throw new BrokenImage(url, "the file is damaged or of an unknown format.");
  });
}

function touch(url: string, slot: Slot): void {
  slots.delete(url);
  slots.set(url, slot);
}

function trim(): void {
  let bytes = 0;
  for (const { bitmap } of slots.values()) bytes += bitmap ? bitmap.width * bitmap.height * 4 : 0;
  for (const [url, { bitmap }] of slots) {
    if (bytes <= BUDGET) return;
    if (!bitmap || kept.has(url) || url === [...slots.keys()].at(-1)) continue;
    slots.delete(url);
    bytes -= bitmap.width * bitmap.height * 4;
    bitmap.close();
  }
}
