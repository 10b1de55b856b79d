import { Problem } from "../../../core/index.ts";
import type { Easel } from "../easel.ts";
import { isAsDisplayed, isPixels, isVideoFrame, type BrowserFrame, type Frame } from "../frame.ts";
import { dispatch, type Kernels } from "./kernels.ts";

/**
 * Writes a frame into the first level of a texture; the others stay what they were.
 *
 * @throws Problem `broken_picture`
 */
export function upload(device: GPUDevice, texture: GPUTexture, frame: Frame, canvas: Easel): void {
  if (isPixels(frame)) {
    const data = frame.data as typeof frame.data & ArrayBufferView<ArrayBuffer>;
    device.queue.writeTexture({ texture }, data, { bytesPerRow: texture.width * 4 }, [texture.width, texture.height]);
    return;
  }
  try {
    if (isVideoFrame(frame)) uploadVideo(device, texture, frame, canvas);
    else copyIn(device, texture, frame);
  } catch (cause) {
    throw new Problem("broken_picture", "the GPU cannot read it", { cause });
  }
}

function uploadVideo(device: GPUDevice, texture: GPUTexture, frame: VideoFrame, canvas: Easel): void {
  if (isAsDisplayed(frame)) {
    try {
      return copyIn(device, texture, frame);
    } catch {
      // Chromium's software adapter copies no video, others not every format; a canvas shows all.
    }
  }
  copyIn(device, texture, canvas.put(frame).canvas);
}

function copyIn(device: GPUDevice, texture: GPUTexture, source: BrowserFrame): void {
  // Alpha is ignored: the colours as they are, not darkened by it.
  const destination = { texture, colorSpace: "srgb", premultipliedAlpha: false } as const;
  device.queue.copyExternalImageToTexture({ source }, destination, [texture.width, texture.height]);
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
