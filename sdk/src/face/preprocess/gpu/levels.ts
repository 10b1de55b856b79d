import { isPixels, type Frame } from "../frame.ts";
import { dispatch, type Kernels } from "./kernels.ts";

/** Writes a frame into the first level of a texture; the others stay what they were. */
export function upload(device: GPUDevice, texture: GPUTexture, frame: Frame): void {
  const size = [texture.width, texture.height] as const;
  if (isPixels(frame)) {
    const data = frame.data as typeof frame.data & ArrayBufferView<ArrayBuffer>;
    device.queue.writeTexture({ texture }, data, { bytesPerRow: texture.width * 4 }, size);
  } else {
    // Alpha is ignored: the colours as they are, not darkened by it.
    const destination = { texture, colorSpace: "srgb", premultipliedAlpha: false } as const;
    device.queue.copyExternalImageToTexture({ source: frame }, destination, size);
  }
}

/** Makes the levels after `from` up to `to`. */
export function addLevels(
  device: GPUDevice,
  pass: GPUComputePassEncoder,
  { halve }: Kernels,
  texture: GPUTexture,
  from: number,
  to: number,
): void {
  const view = (level: number) => texture.createView({ baseMipLevel: level, mipLevelCount: 1 });
  for (let level = from + 1; level <= to; level++) {
    const size = [texture.width >> level, texture.height >> level] as const;
    dispatch(device, pass, halve, [view(level - 1), view(level)], size);
  }
}
