import { readFile } from "node:fs/promises";
import type { Tensor } from "onnxruntime-common";
import * as node from "onnxruntime-node";
import { expect, test } from "vitest";
import { echo, fakeOrt } from "./ort.fixture.ts";
import { reactNativeRuntime } from "./react-native.ts";
import type { OnnxRuntime } from "./onnxruntime.ts";

const model = Uint8Array.of(1, 2, 3);

/** What the native side sees: the memory of a view from its beginning, as many values as the shape says. */
const asNative = ({ data, dims }: Tensor) =>
  new Float32Array((data as Float32Array).buffer).subarray(0, dims.reduce((product, length) => product * length, 1));

test("the module is the app's, and gets its options", async () => {
  const { ort, create } = fakeOrt();
  const runtime = reactNativeRuntime(ort, { executionProviders: ["xnnpack", "cpu"], threads: 2 });
  expect(runtime).toMatchObject({ name: "onnxruntime-react-native", backend: "react-native" });
  await runtime.load(model);
  expect(create).toHaveBeenLastCalledWith(model, {
    executionProviders: ["xnnpack", "cpu"],
    intraOpNumThreads: 2,
    logSeverityLevel: 3,
  });
});

test("inputs lie at the beginning of their memory", async () => {
  const { ort } = fakeOrt(({ image }) => ({ out: [asNative(image!).slice(), image!.dims] }));
  const session = await reactNativeRuntime(ort).load(model);
  const batch = Float32Array.of(1, 2, 3, 4);
  const { out } = await session.run({ image: { data: batch.subarray(2), shape: [1, 2] } });
  expect(out!.data).toEqual(Float32Array.of(3, 4));
});

test("so does a model, which may be a part of a file", async () => {
  const { ort, create } = fakeOrt(echo);
  await reactNativeRuntime(ort).load(model.subarray(1));
  const [loaded] = create.mock.lastCall!;
  expect(loaded).toEqual(Uint8Array.of(2, 3));
  expect(loaded.buffer.byteLength).toBe(2);
});

test("a version that takes no models from memory is unavailable", async () => {
  const { ort, create } = fakeOrt();
  create.mockRejectedValue(new Error("Uint8Array is not supported"));
  await expect(reactNativeRuntime(ort).start!()).rejects.toMatchObject({
    code: "backend_unavailable",
    message: "onnxruntime-react-native cannot be started: Error: Uint8Array is not supported",
  });
});

test("a real onnxruntime with the same interface computes through it", async () => {
  const ort: OnnxRuntime = node;
  const file = new URL("../../../models/build/landmark-68.onnx", import.meta.url);
  const session = await reactNativeRuntime(ort, { executionProviders: ["cpu"] }).load(await readFile(file));
  const { landmarks } = await session.run({ image: { data: new Float32Array(3 * 112 * 112), shape: [1, 3, 112, 112] } });
  expect(landmarks!.shape).toEqual([1, 136]);
  await session.release();
});
