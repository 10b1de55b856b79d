import type { Picture, Size } from "../../../core/index.ts";

// TypeScript's own declarations of the DOM leave it out.
declare const GPUMapMode: Record<"READ", GPUFlagsConstant>;

/** The pictures of one size that lie one after the other in a buffer, copied out of it. */
export async function readPictures(buffer: GPUBuffer, count: number, { width, height }: Size): Promise<Picture[]> {
  const bytes = width * height * 4;
  await buffer.mapAsync(GPUMapMode.READ, 0, count * bytes);
  const mapped = buffer.getMappedRange(0, count * bytes);
  const pictures = Array.from({ length: count }, (_, n) => {
    return { width, height, data: new Uint8ClampedArray(mapped.slice(n * bytes, (n + 1) * bytes)) };
  });
  buffer.unmap();
  return pictures;
}
