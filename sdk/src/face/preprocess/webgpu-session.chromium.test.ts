import { afterAll, beforeAll, expect, test } from "vitest";
import { warp, type InputSpec } from "../../core/index.ts";
import type { Session } from "../../runtime/index.ts";
import { webgpuRuntime } from "../../runtime/webgpu.ts";
import { noise } from "./contract.ts";
import { typedArrayPreprocessor } from "./typed-arrays.ts";
import { webgpuPreprocessor } from "./webgpu.ts";

const spec: InputSpec = { tensor: "image", channels: "rgb", mean: [122.782, 117.001, 104.298], divisor: 255 };
const size = { width: 112, height: 112 };
// Smooth, as photographs are: what a model makes of it hangs on all its pixels, and not on the last bit of one.
const picture = warp(noise(24, 18), { a: 20, b: 0, dx: 0, dy: 0 }, 480, 360);
const faces = [0.3, 0.5, 0.7].map((scale, n) => ({ a: scale, b: scale / 4, dx: -20 * n, dy: -10 }));

const runtime = webgpuRuntime();
let session: Session;

beforeAll(async () => {
  const model = await fetch("/models/build/landmark-68.onnx");
  session = await runtime.load(new Uint8Array(await model.arrayBuffer()));
});

afterAll(async () => {
  await session.release();
  await runtime.close?.();
});

test("[PRE16] a model gives the same for parts that the GPU drew and for parts drawn in typed arrays", async () => {
  const onGpu = webgpuPreprocessor({ device: runtime.device!()! });
  const inMemory = typedArrayPreprocessor().prepare(picture);
  // Fewer the second time: what is left of the first in the same memory must not show.
  for (const count of [3, 2]) {
    const parts = faces.slice(0, count);
    const prepared = await onGpu.prepare(picture);
    const input = prepared.tensor(parts, size, spec);
    expect("buffer" in input).toBe(true);
    const fromGpu = (await session.run({ image: input }))["landmarks"]!;
    await prepared.settled();
    prepared.close();
    const fromMemory = (await session.run({ image: inMemory.tensor(parts, size, spec) }))["landmarks"]!;
    expect(fromGpu.shape).toEqual(fromMemory.shape);
    expect(fromGpu.data).toHaveLength(count * 136);
    // A landmark is a part of 112 pixels: this is a tenth of a pixel.
    fromGpu.data.forEach((value, i) => expect(Math.abs(value - fromMemory.data[i]!)).toBeLessThan(1e-3));
    expect(Math.max(...fromMemory.data)).toBeGreaterThan(0.1);
  }
  onGpu.close();
});
