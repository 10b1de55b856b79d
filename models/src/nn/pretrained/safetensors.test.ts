import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { readSafetensors } from "./safetensors.ts";
import { float32, safetensors, withHeader } from "./safetensors.fixture.ts";

const four = new Uint8Array(4);
const half = (words: readonly number[]) => Uint8Array.from(words.flatMap((word) => [word & 255, word >> 8]));

test("a file that Python's safetensors wrote is read", async () => {
  const file = path.join(import.meta.dirname, "../references/res-net-50.safetensors");
  const tensors = readSafetensors(await readFile(file), file);
  expect(tensors.get("conv1.weight")!.shape).toEqual([2, 3, 7, 7]);
  expect(tensors.get("bn1.running_var")!.floats()).toHaveLength(2);
  expect(tensors.get("bn1.num_batches_tracked")!.shape).toEqual([]);
});

test("values of 32 and of 16 bits, at any place in memory", () => {
  const file = safetensors({
    whole: float32([2, 2], [1, -2.5, 0, 3e-40]),
    // 1, -2, the largest, the least above 0, the largest below the normal ones, 1/3.
    half: { dtype: "F16", shape: [6], bytes: half([0x3c00, 0xc000, 0x7bff, 0x0001, 0x03ff, 0x3555]) },
    brain: { dtype: "BF16", shape: [3], bytes: half([0x3f80, 0xc049, 0x0000]) },
    empty: { dtype: "F32", shape: [0, 3], bytes: new Uint8Array() },
  });
  const shifted = new Uint8Array(file.length + 1).subarray(1);
  shifted.set(file);
  const tensors = readSafetensors(shifted, "x.safetensors");
  const values = (name: string) => [...tensors.get(name)!.floats()];
  expect(tensors.get("whole")!.shape).toEqual([2, 2]);
  expect(values("whole")).toEqual([1, -2.5, 0, Math.fround(3e-40)]);
  expect(values("half")).toEqual([1, -2, 65504, 2 ** -24, 1023 * 2 ** -24, 0.333251953125]);
  expect(values("brain")).toEqual([1, -3.140625, 0]);
  expect(values("empty")).toEqual([]);
});

const header = (entry: object, values = [four]) => withHeader(JSON.stringify({ a: entry }), values);
const right = { dtype: "F32", shape: [1], data_offsets: [0, 4] };

test.each([
  ["nothing", new Uint8Array(), "is no safetensors file, or cut off"],
  ["a header beyond the end", header(right).subarray(0, 20), "is no safetensors file, or cut off"],
  ["a length beyond reason", new Uint8Array(99).fill(255), "is no safetensors file, or cut off"],
  ["no JSON", withHeader("{", [four]), "its header is no JSON object"],
  ["a list", withHeader("[]", [four]), "its header is no JSON object"],
  ["no entry", header([]), "has a header that makes no sense for a"],
  ["an unknown type", header({ ...right, dtype: "F7" }), "makes no sense for a"],
  ["a type by a word of JavaScript", header({ ...right, dtype: "toString" }), "makes no sense for a"],
  ["a shape of other size", header({ ...right, shape: [2] }), "makes no sense for a"],
  ["a shape below 0", header({ ...right, shape: [-1, -1] }), "makes no sense for a"],
  ["offsets that are missing", header({ ...right, data_offsets: [0] }), "makes no sense for a"],
  ["values cut off", header(right).subarray(0, -1), "has 3 bytes of values where its header tells of 4"],
  ["values left over", header(right, [four, four]), "has 8 bytes of values"],
  ["a hole", header({ ...right, data_offsets: [4, 8] }, [four, four]), "has bytes before a"],
  ["tensors in one place", withHeader(JSON.stringify({ a: right, b: right }), [four]), "has bytes before b"],
])("%s is refused", (_, bytes, words) => {
  const read = () => readSafetensors(bytes, "x.safetensors");
  expect(read).toThrow(`x.safetensors ${words.startsWith("its") ? "is no safetensors file: " : ""}`);
  expect(read).toThrow(expect.objectContaining({ code: "wrong_checkpoint", message: expect.stringContaining(words) }));
});

test("metadata is passed over; what is no number, or not finite, is refused when it is asked for", () => {
  const withMetadata = withHeader(JSON.stringify({ __metadata__: { format: "pt" }, a: right }), [four]);
  expect([...readSafetensors(withMetadata, "x").keys()]).toEqual(["a"]);
  const tensors = readSafetensors(
    safetensors({
      counter: { dtype: "I64", shape: [], bytes: new Uint8Array(8) },
      broken: float32([2], [1, NaN]),
      huge: { dtype: "F16", shape: [1], bytes: half([0x7c00]) },
    }),
    "x.safetensors",
  );
  const floats = (name: string) => () => tensors.get(name)!.floats();
  expect(floats("counter")).toThrow("x.safetensors has counter as I64; F32, F16 and BF16 are read");
  expect(floats("broken")).toThrow("x.safetensors has values in broken that are not finite");
  expect(floats("huge")).toThrow("values in huge that are not finite");
});
