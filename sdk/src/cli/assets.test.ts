import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256Hex } from "../core/index.ts";
import type { AssetIndex } from "./asset-index.ts";
import { likeness } from "./captured.fixture.ts";

const models = join(import.meta.dirname, "../../../models");

let root: string;
let target: string;
let pack: string;

/** A published package of little code and two models. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "likeness-assets-"));
  [target, pack] = [join(root, "public/likeness"), join(root, "package")];
  await mkdir(join(pack, "assets/chunks"), { recursive: true });
  await mkdir(join(pack, "models"));
  await writeFile(join(pack, "package.json"), JSON.stringify({ version: "1.2.3" }));
  await writeFile(join(pack, "assets/worker.js"), "worker");
  await writeFile(join(pack, "assets/chunks/a.js"), "chunk");
  for (const name of ["ultraface-rfb", "landmark-68"]) {
    await cp(join(models, `cards/${name}.json`), join(pack, `models/${name}.json`));
    await cp(join(models, `build/${name}.onnx`), join(pack, `models/${name}.onnx`));
  }
});

afterEach(() => rm(root, { recursive: true }));

const assets = (...more: string[]) => likeness("assets", target, "--package", pack, ...more);
const filesOf = async (folder: string) =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1).replaceAll("\\", "/"))
    .toSorted();
const index = async () => JSON.parse(await readFile(join(target, "assets.json"), "utf8")) as AssetIndex;

test("all that a page loads lies in one directory, and the index has its digest", async () => {
  expect(await assets()).toMatchObject({ code: 0, notes: "" });
  const { versions, models, files } = await index();
  expect(await filesOf(target)).toEqual([...files.map(({ path }) => path), "assets.json"].toSorted());
  expect(files.map(({ path }) => path)).toEqual([
    "chunks/a.js",
    "models/landmark-68.json",
    "models/landmark-68.onnx",
    "models/ultraface-rfb.json",
    "models/ultraface-rfb.onnx",
    "wasm/ort-wasm-simd-threaded.jspi.mjs",
    "wasm/ort-wasm-simd-threaded.jspi.wasm",
    "wasm/ort-wasm-simd-threaded.mjs",
    "wasm/ort-wasm-simd-threaded.wasm",
    "worker.js",
  ]);
  for (const { path, bytes, sha256 } of files) {
    const content = Uint8Array.from(await readFile(join(target, path)));
    expect([content.length, await sha256Hex(content)]).toEqual([bytes, sha256]);
  }
  expect(versions).toEqual({ "@likeness/sdk": "1.2.3", "onnxruntime-web": expect.stringMatching(/^\d+\.\d+\.\d+/) });
  expect(models.map(({ task, card }) => [task, card])).toEqual([
    ["landmarks", "models/landmark-68.json"],
    ["detect", "models/ultraface-rfb.json"],
  ]);
});

test("asyncify's files come when they are asked for", async () => {
  await assets("--asyncify");
  expect(await filesOf(join(target, "wasm"))).toContain("ort-wasm-simd-threaded.asyncify.wasm");
});

test("what an earlier run wrote and is not needed any more goes; what somebody else put there stays", async () => {
  await assets("--asyncify");
  await writeFile(join(target, "mine.txt"), "mine");
  await rm(join(pack, "assets/chunks/a.js"));
  await assets();
  const files = await filesOf(target);
  expect(files).toContain("mine.txt");
  expect(files).not.toContain("chunks/a.js");
  expect(files.filter((file) => file.includes("asyncify"))).toEqual([]);
});

test("models may lie elsewhere, cards and weights apart", async () => {
  const { code } = await assets("--models", join(models, "cards"), "--weights", join(models, "build"));
  expect(code).toBe(0);
  expect((await index()).models.map(({ card }) => card)).toContain("models/dlib-resnet.json");
});

test("a model whose digest is wrong is not copied", async () => {
  await writeFile(join(pack, "models/landmark-68.onnx"), "other");
  const { code, notes } = await assets();
  expect(code).toBe(1);
  expect(notes).toMatch(/^likeness assets: model_digest: landmark-68\.onnx has SHA-256 /);
});

test("a package without its code, or models, is one line", async () => {
  await rm(join(pack, "assets"), { recursive: true });
  expect(await assets()).toMatchObject({ code: 1, notes: expect.stringMatching(/^likeness assets: worker_unavailable: /) });
  await rm(join(pack, "models"), { recursive: true });
  expect(await assets()).toMatchObject({ code: 1, notes: expect.stringContaining("name a directory by --models") });
});
