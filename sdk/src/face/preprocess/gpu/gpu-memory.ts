import type { Size } from "../../../core/index.ts";
import { pool } from "../pool.ts";

// TypeScript's own declarations of the DOM have the types of WebGPU, but not these objects of flags.
declare const GPUBufferUsage: Record<"MAP_READ" | "COPY_SRC" | "COPY_DST" | "STORAGE", GPUFlagsConstant>;
declare const GPUTextureUsage: Record<
  "COPY_DST" | "TEXTURE_BINDING" | "STORAGE_BINDING" | "RENDER_ATTACHMENT",
  GPUFlagsConstant
>;

/** Buffers and textures of one device that are used again and again. What they held is still there. */
export interface GpuMemory {
  /** For a kernel to read, to write, and to be copied. */
  storage(bytes: number): GPUBuffer;
  /** For the program to read what is copied there. */
  readBack(bytes: number): GPUBuffer;
  /** With room for a picture of this size and its halves, as far as `warp` goes: to one pixel's width. */
  picture(size: Size): GPUTexture;
  give(item: GPUBuffer | GPUTexture): void;
  close(): void;
}

/** Bytes that may lie idle: the levels of a 12-megapixel picture, or the batches of a crowd. */
const mostIdle = 128 * 2 ** 20;

export function gpuMemory(device: GPUDevice): GpuMemory {
  const free = (item: GPUBuffer | GPUTexture) => item.destroy();
  const buffers = pool<GPUBuffer>({ bytes: ({ size }) => size, free, most: mostIdle });
  const textures = pool<GPUTexture>({ bytes: textureBytes, free, most: mostIdle });

  /** Of a power of two, so that one buffer serves batches of nearly the same size. */
  function buffer(bytes: number, usage: number): GPUBuffer {
    const size = 2 ** Math.ceil(Math.log2(Math.max(bytes, 1024)));
    const fits = (buffer: GPUBuffer) => buffer.size === size && buffer.usage === usage;
    return buffers.take(fits) ?? device.createBuffer({ size, usage });
  }

  return {
    storage: (bytes) =>
      buffer(bytes, GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST),
    readBack: (bytes) => buffer(bytes, GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST),
    picture: ({ width, height }) => {
      const fits = (texture: GPUTexture) => texture.width === width && texture.height === height;
      return textures.take(fits) ?? createPicture(device, width, height);
    },
    give: (item) => (item instanceof GPUTexture ? textures.give(item) : buffers.give(item)),
    close: () => {
      buffers.close();
      textures.close();
    },
  };
}

function createPicture(device: GPUDevice, width: number, height: number): GPUTexture {
  return device.createTexture({
    label: "picture",
    size: [width, height],
    format: "rgba8unorm",
    mipLevelCount: 1 + Math.floor(Math.log2(Math.min(width, height))),
    // An attachment, because copyExternalImageToTexture asks for it.
    usage:
      GPUTextureUsage.TEXTURE_BINDING |
      GPUTextureUsage.STORAGE_BINDING |
      GPUTextureUsage.COPY_DST |
      GPUTextureUsage.RENDER_ATTACHMENT,
  });
}

/** All levels together are a third more than the first. */
const textureBytes = ({ width, height }: Size) => Math.ceil((width * height * 4 * 4) / 3);
