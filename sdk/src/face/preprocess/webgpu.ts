import { Problem } from "../../core/index.ts";
import { easel } from "./easel.ts";
import { sizeOf, type Frame } from "./frame.ts";
import { faultsOf } from "./gpu/faults.ts";
import { gpuMemory } from "./gpu/gpu-memory.ts";
import { kernelsOf } from "./gpu/kernels.ts";
import { prepareFrame } from "./gpu/prepared-frame.ts";
import type { Preprocessor } from "./preprocessor.ts";

export interface WebgpuPreprocessorOptions {
  /** The one that the sessions run on which are given the tensors: `Runtime.device`. It stays the caller's. */
  readonly device: GPUDevice;
}

/**
 * On the GPU: a picture is uploaded once, and all parts of a batch are drawn by one kernel into the memory that the
 * model reads.
 */
export function webgpuPreprocessor({ device }: WebgpuPreprocessorOptions): Preprocessor<Frame> {
  const memory = gpuMemory(device);
  const canvas = easel();
  let isClosed = false;
  let isLost = false;
  void device.lost.then(() => {
    isLost = true;
  });

  return {
    prepare: async (frame) => {
      if (isClosed) throw new Problem("closed", "the preprocessor was closed");
      if (isLost) throw new Problem("device_lost");
      const size = sizeOf(frame);
      const most = device.limits.maxTextureDimension2D;
      if (Math.max(size.width, size.height) > most) {
        throw new Problem("picture_too_large", `${size.width} x ${size.height}; this GPU takes ${most} a side`);
      }
      const kernels = await kernelsOf(device).catch((cause: unknown) => {
        throw new Problem(isLost ? "device_lost" : "inference_failed", "compiling for the GPU", { cause });
      });
      const faults = faultsOf(device, () => isLost);
      return prepareFrame({ device, kernels, memory, faults, canvas }, frame, size);
    },
    close: () => {
      isClosed = true;
      memory.close();
    },
  };
}
