// @vitest-environment node
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crc32, zipOf } from "./zip";

const entry = (path: string, text: string) => ({ path, blob: new Blob([text]) });

/** The archive's directory, read by following the format from its end. */
async function read(archive: Blob): Promise<{ path: string; text: string; crc: number }[]> {
  const bytes = new DataView(await archive.arrayBuffer());
  const end = bytes.byteLength - 22;
  expect(bytes.getUint32(end, true)).toBe(0x06054b50);
  let at = bytes.getUint32(end + 16, true);
  expect(at + bytes.getUint32(end + 12, true)).toBe(end);
  const files = [];
  for (let n = bytes.getUint16(end + 10, true); n > 0; n -= 1) {
    expect(bytes.getUint32(at, true)).toBe(0x02014b50);
    const [crc, size, nameLength, local] = [16, 24, 28, 42].map((where) =>
      where === 28 ? bytes.getUint16(at + where, true) : bytes.getUint32(at + where, true),
    ) as [number, number, number, number];
    const decode = (from: number, length: number) =>
      new TextDecoder().decode(new Uint8Array(bytes.buffer, from, length));
    expect(bytes.getUint32(local, true)).toBe(0x04034b50);
    expect(decode(local + 30, nameLength)).toBe(decode(at + 46, nameLength));
    files.push({ path: decode(at + 46, nameLength), text: decode(local + 30 + nameLength, size), crc });
    at += 46 + nameLength;
  }
  expect(at).toBe(end);
  return files;
}

describe("the checksum", () => {
  it("is that of the standard's check value", async () => {
    expect(await crc32(new Blob(["123456789"]))).toBe(0xcbf43926);
    expect(await crc32(new Blob([]))).toBe(0);
  });
});

describe("an archive", () => {
  it("gives back every file, in order, with its checksum", async () => {
    const files = [entry("a/one.txt", "one"), entry("a/größe ☂.txt", "zwei"), entry("empty.txt", "")];
    const found = await read(await zipOf(files));
    expect(found.map(({ path, text }) => [path, text])).toEqual([
      ["a/one.txt", "one"],
      ["a/größe ☂.txt", "zwei"],
      ["empty.txt", ""],
    ]);
    for (const [index, { crc }] of found.entries())
      expect(crc).toBe(await crc32(files[index]?.blob ?? new Blob()));
  });

  it("has the same bytes for the same files", async () => {
    const make = async () =>
      new Uint8Array(await (await zipOf([entry("x", "1"), entry("y", "2")])).arrayBuffer());
    expect(await make()).toEqual(await make());
  });

  it("is read by another program", async () => {
    const folder = mkdtempSync(join(tmpdir(), "zip-"));
    try {
      const archive = await zipOf([entry("d/ü.txt", "hello"), entry("e.txt", "world")]);
      writeFileSync(join(folder, "a.zip"), new Uint8Array(await archive.arrayBuffer()));
      const script = `import zipfile; z = zipfile.ZipFile("a.zip"); assert z.testzip() is None; print(*[(n, z.read(n)) for n in z.namelist()])`;
      const run = spawnSync("python3", ["-X", "utf8", "-c", script], { cwd: folder, encoding: "utf8" });
      expect(run.stderr).toBe("");
      expect(run.stdout.trim()).toBe("('d/ü.txt', b'hello') ('e.txt', b'world')");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("tells how far it is", async () => {
    const heard: number[] = [];
    await zipOf([entry("a", "1"), entry("b", "2")], (n) => heard.push(n));
    expect(heard).toEqual([1, 2]);
  });

  it("refuses what the format cannot hold", async () => {
    const many = Array.from({ length: 65_536 }, (_, n) => entry(String(n), ""));
    await expect(zipOf(many)).rejects.toThrow("command line");
  });
});
