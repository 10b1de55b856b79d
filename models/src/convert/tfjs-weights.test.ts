import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dequantise } from "./dequantise.ts";
import { readTfjsWeights } from "./tfjs-weights.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "tfjs-weights-"));
});
afterEach(() => rm(directory, { recursive: true }));

const quantized = {
  name: "q",
  shape: [2, 2],
  dtype: "float32",
  quantization: { dtype: "uint8", scale: 2, min: -1 },
};
const plain = { name: "f", shape: [1], dtype: "float32" };

async function write(manifest: unknown, ...shards: Uint8Array[]): Promise<string> {
  const file = path.join(directory, "net-weights_manifest.json");
  await writeFile(file, typeof manifest === "string" ? manifest : JSON.stringify(manifest));
  await Promise.all(shards.map((bytes, i) => writeFile(path.join(directory, `net-${i}.bin`), bytes)));
  return file;
}

test("plain and quantised weights are read, also where one crosses into the next shard", async () => {
  const manifest = [{ paths: ["net-0.bin", "net-1.bin"], weights: [quantized, plain] }];
  const weights = await readTfjsWeights(
    await write(manifest, Uint8Array.of(0, 1, 2, 3, 0), Uint8Array.of(0, 128, 63)),
  );
  expect(weights.names).toEqual(["q", "f"]);
  expect(dequantise(weights.get("q"))).toEqual(Float32Array.of(-1, 1, 3, 5));
  expect(dequantise(weights.get("f"))).toEqual(Float32Array.of(1));
});

test("a short shard is refused by its name and the weight that it cuts", async () => {
  const file = await write([{ paths: ["net-0.bin"], weights: [quantized] }], Uint8Array.of(1, 2, 3));
  await expect(readTfjsWeights(file)).rejects.toThrow(/net-0\.bin ends inside q: 3 bytes are too few/);
});

test("bytes that no weight explains are refused", async () => {
  const file = await write([{ paths: ["net-0.bin"], weights: [quantized] }], new Uint8Array(5));
  await expect(readTfjsWeights(file)).rejects.toThrow(
    /net-0\.bin holds 5 bytes; its manifest explains only 4/,
  );
});

test("a manifest that is not JSON is refused by its name", async () => {
  await expect(readTfjsWeights(await write("{"))).rejects.toThrow(/net-weights_manifest\.json is not JSON/);
});

test.each([
  ["no list", {}],
  ["no paths", [{ weights: [] }]],
  ["null for a group", [null]],
  ["another type", [{ paths: [], weights: [{ ...plain, dtype: "int32" }] }]],
  ["a negative dimension", [{ paths: [], weights: [{ ...plain, shape: [-1] }] }]],
  [
    "another quantisation",
    [{ paths: [], weights: [{ ...plain, quantization: { dtype: "uint16", scale: 1, min: 0 } }] }],
  ],
  [
    "a scale that is no number",
    [{ paths: [], weights: [{ ...plain, quantization: { dtype: "uint8", min: 0 } }] }],
  ],
])("a manifest with %s is refused", async (_, manifest) => {
  await expect(readTfjsWeights(await write(manifest))).rejects.toThrow(/is not a tfjs weights manifest/);
});

test("a weight that is not there is an error that names the file", async () => {
  const weights = await readTfjsWeights(await write([{ paths: [], weights: [] }]));
  expect(() => weights.get("conv0/filters")).toThrow(
    /net-weights_manifest\.json has no weight conv0\/filters/,
  );
});
