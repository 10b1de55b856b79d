import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildModel, DigestMismatch } from "./build.ts";
import { withWeights } from "./card-file.ts";
import { loadCard } from "./cards.ts";
import { sha256Hex } from "./digest.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "build-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("a missing model is converted, and left alone the next time", async () => {
  const first = await buildModel("tiny-face", directory);
  expect(first.converted).toBe(true);
  expect(await buildModel("tiny-face", directory)).toEqual({ ...first, converted: false });
  expect(await readdir(directory), "no temporary file stays").toEqual(["tiny-face.onnx"]);
});

test("a damaged file is made again", async () => {
  const { weights } = await loadCard("tiny-face");
  const file = path.join(directory, weights.file);
  await writeFile(file, "torn");
  expect(await buildModel("tiny-face", directory)).toEqual({ file, bytes: weights.bytes, converted: true });
  expect(sha256Hex(await readFile(file))).toBe(weights.sha256);
});

test("other weights give another digest and another modelId, and keep what was measured", async () => {
  const card = await loadCard("dlib-resnet");
  const changed = await withWeights(card, Uint8Array.of(1, 2, 3));
  expect(changed.weights).toEqual({
    file: card.weights.file,
    bytes: 3,
    sha256: sha256Hex(Uint8Array.of(1, 2, 3)),
  });
  expect(changed.modelId).not.toBe(card.modelId);
  expect(changed.accuracy).toBe(card.accuracy);
});

test("a mismatch says what to do", () => {
  const { message } = new DigestMismatch("tiny-face", "aa", "bb");
  expect(message).toContain("node models/src/cli.ts convert --rewrite tiny-face");
});
