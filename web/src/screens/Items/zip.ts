/**
 * A zip archive without compression, so that a folder becomes one import.
 *
 * Source of the layout: APPNOTE.TXT 6.3.10 by PKWARE, sections 4.3.7, 4.3.12 and 4.3.16. Names are UTF-8 (flag 11).
 * The archive refers to the files instead of copying them: memory holds one file at a time, for its checksum.
 */

export interface ZipEntry {
  path: string;
  blob: Blob;
}

const UTF8 = 1 << 11;
const VERSION = 20;
const FIRST_DAY = (1 << 5) | 1; // 1 January 1980: the same files make the same archive
const MOST_FILES = 0xffff;
const MOST_BYTES = 0xffffffff;

/** The archive, in the order given. done: called after each file. Throws when it would need zip64. */
export async function zipOf(
  entries: readonly ZipEntry[],
  done: (n: number) => void = () => undefined,
): Promise<Blob> {
  const total = entries.reduce((sum, { path, blob }) => sum + blob.size + 2 * path.length + 128, 0);
  if (entries.length > MOST_FILES || total > MOST_BYTES) {
    throw new Error(
      "This is more than a browser can pack: give the folder to `goldsmith ingest` on the command line.",
    );
  }
  const parts: BlobPart[] = [];
  const directory: BlobPart[] = [];
  let offset = 0;
  let directorySize = 0;
  for (const [index, { path, blob }] of entries.entries()) {
    const name = new TextEncoder().encode(path);
    const facts = common(name.length, await crc32(blob), blob.size);
    const local = numbers([0x04034b50, 4], [VERSION, 2], ...facts);
    const central = numbers(
      [0x02014b50, 4],
      [VERSION, 2],
      [VERSION, 2],
      ...facts,
      ...([
        [0, 2],
        [0, 2],
        [0, 2],
        [0, 4],
        [offset, 4],
      ] as const),
    );
    parts.push(local, name, blob);
    directory.push(central, name);
    offset += local.length + name.length + blob.size;
    directorySize += central.length + name.length;
    done(index + 1);
  }
  const n = entries.length;
  const end = numbers(
    [0x06054b50, 4],
    [0, 2],
    [0, 2],
    [n, 2],
    [n, 2],
    [directorySize, 4],
    [offset, 4],
    [0, 2],
  );
  return new Blob([...parts, ...directory, end], { type: "application/zip" });
}

type Sized = readonly [value: number, bytes: 2 | 4];

/** What the header before a file and its line in the directory have in common. */
function common(nameLength: number, crc: number, size: number): Sized[] {
  return [
    [UTF8, 2],
    [0, 2],
    [0, 2],
    [FIRST_DAY, 2],
    [crc, 4],
    [size, 4],
    [size, 4],
    [nameLength, 2],
    [0, 2],
  ];
}

function numbers(...values: readonly Sized[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(values.reduce((sum, [, length]) => sum + length, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [value, length] of values) {
    if (length === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += length;
  }
  return out;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

/** CRC-32 as in ISO 3309, of the whole file. */
export async function crc32(blob: Blob): Promise<number> {
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
