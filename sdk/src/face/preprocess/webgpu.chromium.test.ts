import { expect, test, vi } from "vitest";
import { scaleAndShift, type InputSpec } from "../../core/index.ts";
import { noise, preprocessorContract } from "./contract.ts";
import { frameContract } from "./frame-contract.ts";
import { openDevice, readBuffer } from "./gpu-device.fixture.ts";
import { webgpuPreprocessor } from "./webgpu.ts";

preprocessorContract("WebGPU", async () => {
  const device = await openDevice();
  return {
    preprocessor: webgpuPreprocessor({ device }),
    read: async (tensor) => {
      if ("data" in tensor) throw new TypeError("a tensor that is not on the GPU");
      return readBuffer(device, tensor.buffer, tensor.shape.reduce((product, side) => product * side, 1));
    },
  };
});

frameContract("WebGPU", async () => webgpuPreprocessor({ device: await openDevice() }));

const plain: InputSpec = { tensor: "image", channels: "rgb", mean: [0, 0, 0], divisor: 1 };
const size = { width: 8, height: 8 };

test("[PRE13] a video's frames after the first make no textures, no buffers and no pipelines", async () => {
  const device = await openDevice();
  const preprocessor = webgpuPreprocessor({ device });
  const frame = async (seed: number) => {
    const picture = await preprocessor.prepare(noise(64, 48, () => (seed = (seed * 1.3) % 1)));
    picture.tensor([scaleAndShift(0.2), scaleAndShift(0.4)], size, plain);
    await picture.pictures([scaleAndShift(0.2)], size);
    await picture.settled();
    picture.close();
    await Promise.resolve();
  };
  await frame(0.1);
  const calls = ["createTexture", "createBuffer", "createComputePipelineAsync", "createShaderModule"] as const;
  const made = calls.map((call) => vi.spyOn(device, call));
  for (let n = 2; n < 12; n++) await frame(n / 13);
  for (const call of made) expect(call).not.toHaveBeenCalled();
  preprocessor.close();
});

test("[PRE14] what the device refuses is said by settled, and by nothing else", async () => {
  const device = await openDevice();
  const uncaptured = vi.fn();
  device.onuncapturederror = uncaptured;
  const preprocessor = webgpuPreprocessor({ device });
  const picture = await preprocessor.prepare(noise(8, 8));
  // More than any buffer may hold.
  picture.tensor([scaleAndShift(1)], { width: 40_000, height: 40_000 }, plain);
  await expect(picture.settled()).rejects.toMatchObject({ code: "inference_failed" });
  await expect(picture.settled()).rejects.toMatchObject({ code: "inference_failed" });
  await expect(picture.pictures([scaleAndShift(1)], size)).rejects.toMatchObject({ code: "inference_failed" });
  picture.close();
  // The next picture has nothing to do with it.
  const next = await preprocessor.prepare(noise(8, 8));
  await next.pictures([scaleAndShift(1)], size);
  await next.settled();
  next.close();
  expect(uncaptured).not.toHaveBeenCalled();
});

test("[PRE14] a lost device is a problem wherever it shows, never an empty tensor", async () => {
  const device = await openDevice();
  const preprocessor = webgpuPreprocessor({ device });
  const picture = await preprocessor.prepare(noise(8, 8));
  const lost = { code: "device_lost" };
  const reading = picture.pictures([scaleAndShift(1)], size);
  device.destroy();
  await expect(reading).rejects.toMatchObject(lost);
  await expect(picture.settled()).rejects.toMatchObject(lost);
  expect(() => picture.tensor([scaleAndShift(1)], size, plain)).toThrow(expect.objectContaining(lost));
  await expect(preprocessor.prepare(noise(8, 8))).rejects.toMatchObject(lost);
  picture.close();
  preprocessor.close();
});
