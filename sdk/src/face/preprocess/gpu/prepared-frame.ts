import { Problem, type InputSpec, type Similarity, type Size } from "../../../core/index.ts";
import type { Easel } from "../easel.ts";
import type { Frame } from "../frame.ts";
import type { PreparedPicture } from "../preprocessor.ts";
import { batchOf } from "./batch.ts";
import type { Faults } from "./faults.ts";
import type { GpuMemory } from "./gpu-memory.ts";
import { dispatch, type Kernels } from "./kernels.ts";
import { addLevels, upload } from "./levels.ts";
import { readPictures } from "./read-back.ts";

export interface Gpu {
  readonly device: GPUDevice;
  readonly kernels: Kernels;
  readonly memory: GpuMemory;
  readonly faults: Faults;
  /** For frames that the GPU cannot copy as they are. */
  readonly canvas: Easel;
}

/** Colours as they are, 0 to 1. */
const plain: InputSpec = { tensor: "", channels: "rgb", mean: [0, 0, 0], divisor: 255 };

/**
 * Uploads a frame; `picture` is its size.
 *
 * @throws Problem `broken_picture`, `device_lost`
 */
export function prepareFrame(gpu: Gpu, frame: Frame, picture: Size): PreparedPicture {
  const { device, kernels, memory, faults, canvas } = gpu;
  const lent: (GPUBuffer | GPUTexture)[] = [];
  const lend = <Item extends GPUBuffer | GPUTexture>(item: Item): Item => {
    lent.push(item);
    return item;
  };
  /** The furthest level that is made. */
  let made = 0;
  let isClosed = false;

  const texture = faults.watch(() => lend(memory.picture(picture)));
  try {
    faults.watch(() => upload(device, texture, frame, canvas));
  } catch (error) {
    texture.destroy();
    throw error;
  }

  /** Draws all parts by one kernel, into a buffer of so many bytes for each pixel. */
  function draw(
    encoder: GPUCommandEncoder,
    kernel: GPUComputePipeline,
    bytes: number,
    transforms: readonly Similarity[],
    size: Size,
    spec: InputSpec,
  ): GPUBuffer {
    const batch = batchOf(picture, transforms, size, spec);
    const parameters = lend(memory.storage(batch.bytes.byteLength));
    const drawn = lend(memory.storage(transforms.length * size.width * size.height * bytes));
    device.queue.writeBuffer(parameters, 0, batch.bytes);
    const pass = encoder.beginComputePass();
    addLevels(device, pass, kernels, texture, made, batch.level);
    made = Math.max(made, batch.level);
    const resources = [texture.createView(), { buffer: parameters }, { buffer: drawn }];
    dispatch(device, pass, kernel, resources, [size.width, size.height, transforms.length]);
    pass.end();
    return drawn;
  }

  function throwIfClosed() {
    if (isClosed) throw new Problem("closed", "the picture was closed");
  }

  return {
    width: picture.width,
    height: picture.height,
    tensor: (transforms, size, spec) => {
      throwIfClosed();
      const buffer = faults.watch(() => {
        const encoder = device.createCommandEncoder();
        const drawn = draw(encoder, kernels.toTensor, 3 * 4, transforms, size, spec);
        device.queue.submit([encoder.finish()]);
        return drawn;
      });
      return { buffer, shape: [transforms.length, 3, size.height, size.width] };
    },
    pictures: async (transforms, size) => {
      throwIfClosed();
      if (transforms.length === 0) return [];
      const bytes = transforms.length * size.width * size.height * 4;
      const copy = faults.watch(() => {
        const encoder = device.createCommandEncoder();
        const drawn = draw(encoder, kernels.toPictures, 4, transforms, size, plain);
        const copy = memory.readBack(bytes);
        encoder.copyBufferToBuffer(drawn, 0, copy, 0, bytes);
        device.queue.submit([encoder.finish()]);
        return copy;
      });
      try {
        const reading = faults.watch(() => readPictures(copy, transforms.length, size));
        const pictures = await reading.catch(async (cause: unknown) => {
          await faults.settled();
          throw new Problem("inference_failed", "reading from the GPU", { cause });
        });
        await faults.settled();
        memory.give(copy);
        return pictures;
      } catch (error) {
        copy.destroy();
        throw error;
      }
    },
    settled: faults.settled,
    close: () => {
      if (isClosed) return;
      isClosed = true;
      // Work that was handed over comes first in the queue: the next picture may write over what it reads. But
      // what there was no memory for is no use to anybody.
      const give = () => lent.forEach((item) => memory.give(item));
      const drop = () => lent.forEach((item) => item.destroy());
      void faults.settled().then(give, drop);
    },
  };
}
