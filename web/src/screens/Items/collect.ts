/** Files out of a drop, a file chooser or a folder, and which of them go together into one import. */
import { endingOf } from "./peek";
import { zipOf } from "./zip";

/** A file with its place under the folder that was given; for a lone file its name. */
export interface Found {
  path: string;
  file: File;
}

/** One upload: a table or an archive as it is, or many single files that will be packed. */
export interface Parcel {
  name: string;
  files: Found[];
  isPacked: boolean;
}

const WHOLE = new Set(["csv", "tsv", "json", "jsonl", "ndjson", "parquet", "zip"]);

/** Group files: each table or archive is an import of its own; all pictures, recordings and texts together are one. */
export function parcelsOf(found: readonly Found[]): Parcel[] {
  const visible = found.filter(
    ({ path }) => !path.split("/").some((part) => part.startsWith(".") || part === "__MACOSX"),
  );
  const isFolder = visible.some(({ path }) => path.includes("/"));
  const whole = visible.filter(({ path }) => WHOLE.has(endingOf(path)) && !isFolder);
  const single = visible.filter((each) => !whole.includes(each));
  const parcels: Parcel[] = whole.map((each) => ({ name: each.file.name, files: [each], isPacked: false }));
  const first = single[0];
  if (first) {
    const name = single.length === 1 && !isFolder ? first.file.name : `${packName(single)}.zip`;
    parcels.push({ name, files: single, isPacked: single.length > 1 || isFolder });
  }
  return parcels;
}

/** What to call files that are packed: their folder, or how many of what they are. */
function packName(files: readonly Found[]): string {
  const folders = new Set(files.map(({ path }) => (path.includes("/") ? path.split("/")[0] : "")));
  const [folder] = folders;
  if (folders.size === 1 && folder) return folder;
  const kinds = new Set(files.map(({ path }) => KIND[endingOf(path)] ?? "files"));
  const [kind = "files"] = kinds;
  return `${files.length} ${kinds.size === 1 ? kind : "files"}`;
}

const PICTURES = ["png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff"];
const RECORDINGS = ["wav", "flac", "ogg", "oga", "opus", "mp3"];
const TEXTS = ["txt", "md"];
const KIND: Readonly<Record<string, string>> = Object.fromEntries([
  ...PICTURES.map((ending) => [ending, "pictures"]),
  ...RECORDINGS.map((ending) => [ending, "recordings"]),
  ...TEXTS.map((ending) => [ending, "texts"]),
]);

/** What is sent for a parcel. */
export async function bodyOf(parcel: Parcel, done: (n: number) => void): Promise<Blob> {
  const first = parcel.files[0];
  if (!parcel.isPacked && first) return first.file;
  const sorted = [...parcel.files].sort((a, b) => (a.path < b.path ? -1 : 1));
  return zipOf(
    sorted.map(({ path, file }) => ({ path, blob: file })),
    done,
  );
}

export const fromList = (files: FileList | readonly File[]): Found[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

/** All files of a drop; folders are walked. Call it at once: the drop's contents vanish with its event. */
export async function fromDrop(transfer: DataTransfer): Promise<Found[]> {
  const entries = [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry) => entry !== null);
  if (entries.length === 0) return fromList(transfer.files);
  const all = await Promise.all(entries.map(walk));
  return all.flat();
}

async function walk(entry: FileSystemEntry): Promise<Found[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ""), file }];
  }
  if (!isFolder(entry)) return [];
  const reader = entry.createReader();
  const found: Found[] = [];
  for (;;) {
    // Readers give a hundred entries at a time and an empty list at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const each of some) found.push(...(await walk(each)));
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
