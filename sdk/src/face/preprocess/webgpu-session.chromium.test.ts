import * as ort from "onnxruntime-web/webgpu";
import { afterAll, beforeAll, expect, test } from "vitest";
import { warp, type InputSpec } from "../../core/index.ts";
import { noise } from "./contract.ts";
import { typedArrayPreprocessor } from "./typed-arrays.ts";
import { webgpuPreprocessor } from "./webgpu.ts";

const spec: InputSpec = { tensor: "image", channels: "rgb", mean: [122.782, 117.001, 104.298], divisor: 255 };
const size = { width: 112, height: 112 };
// Smooth, as photographs are: what a model makes of it hangs on all its pixels, and not on the last bit of one.
const picture = warp(noise(24, 18), { a: 20, b: 0, dx: 0, dy: 0 }, 480, 360);
const faces = [0.3, 0.5, 0.7].map((scale, n) => ({ a: scale, b: scale / 4, dx: -20 * n, dy: -10 }));

let session: ort.InferenceSession;

beforeAll(async () => {
  ort.env.logLevel = "error";
  const model = await fetch("/models/build/landmark-68.onnx");
  session = await ort.InferenceSession.create(await model.bytes(), { executionProviders: ["webgpu"] });
});

afterAll(() => session.release());

async function run(input: ort.Tensor): Promise<Float32Array> {
  const outputs = await session.run({ [session.inputNames[0]!]: input });
  return Float32Array.from(outputs[session.outputNames[0]!]!.data as Float32Array);
}

test("[PRE16] a model gives the same for parts that the GPU drew and for parts drawn in typed arrays", async () => {
  const onGpu = webgpuPreprocessor({ device: await ort.env.webgpu.device });
  const inMemory = typedArrayPreprocessor().prepare(picture);
  for (const count of [3, 1, 2]) {
    const parts = faces.slice(0, count);
    const prepared = await onGpu.prepare(picture);
    const drawn = prepared.tensor(parts, size, spec);
    const wanted = inMemory.tensor(parts, size, spec);
    if (!("buffer" in drawn) || !("data" in wanted)) throw new TypeError("the tensors are not where they belong");
    const fromGpu = await run(ort.Tensor.fromGpuBuffer(drawn.buffer, { dataType: "float32", dims: drawn.shape }));
    await prepared.settled();
    prepared.close();
    const fromMemory = await run(new ort.Tensor("float32", wanted.data, wanted.shape));
    expect(fromGpu).toHaveLength(count * 136);
    // A landmark is a part of 112 pixels: this is a tenth of a pixel.
    fromGpu.forEach((value, i) => expect(Math.abs(value - fromMemory[i]!)).toBeLessThan(1e-3));
    expect(Math.max(...fromMemory)).toBeGreaterThan(0.1);
  }
  onGpu.close();
});
