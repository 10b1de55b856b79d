import { Problem, type Picture } from "../../core/index.ts";
import { easel, type Easel } from "./easel.ts";
import { isAsDisplayed, isVideoFrame, sizeOf, type BrowserFrame } from "./frame.ts";
import type { Memory } from "./memory.ts";

/** The pixels of a frame, and whom they go back to. */
export interface FramePixels {
  readonly picture: Picture;
  /** Gives their memory back. */
  free(): void;
}

/** Newer than TypeScript's own declarations of the DOM. */
interface RgbaCopy extends VideoFrameCopyToOptions {
  readonly format: "RGBA";
  readonly colorSpace: "srgb";
}
const rgba: RgbaCopy = { format: "RGBA", colorSpace: "srgb" };

/**
 * Reads frames into `memory` by the shortest way there is.
 *
 * `VideoFrame.copyTo` converts straight into our memory: in Chromium that takes a tenth of the time of a canvas,
 * from a bitmap too. Where a browser or a frame does not allow it, a canvas gives the same.
 */
export function frameReader(memory: Memory): (frame: BrowserFrame) => Promise<FramePixels> {
  const canvas = easel({ willReadFrequently: true });
  let canCopy: Promise<boolean> | undefined;

  return async (frame) => {
    canCopy ??= copiesRgba();
    return ((await canCopy) ? await copied(frame, memory) : undefined) ?? drawn(frame, canvas);
  };
}

/** Undefined where it would not be what is displayed. */
async function copied(source: BrowserFrame, memory: Memory): Promise<FramePixels | undefined> {
  const { width, height } = sizeOf(source);
  const data = memory.bytes(width * height * 4);
  let frame: VideoFrame | undefined;
  try {
    frame = isVideoFrame(source) ? source : new VideoFrame(source, { timestamp: 0 });
    if (isAsDisplayed(frame)) {
      const mayBeTransparent = frame.format?.includes("A") ?? true;
      await frame.copyTo(data, { ...rgba, layout: [{ offset: 0, stride: width * 4 }] });
      if (!mayBeTransparent || isOpaque(data)) {
        return { picture: { width, height, data }, free: () => memory.give(data) };
      }
    }
  } catch {
    // Formats are many: whatever this one does not like, the canvas may.
  } finally {
    if (frame !== source) frame?.close();
  }
  memory.give(data);
  return undefined;
}

/** Whether colours were multiplied by alpha, a frame does not say; where nothing is transparent it is all the same. */
function isOpaque(data: Uint8ClampedArray): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}

/** @throws Problem `broken_picture` */
function drawn(frame: BrowserFrame, canvas: Easel): FramePixels {
  const { width, height } = sizeOf(frame);
  try {
    return { picture: canvas.put(frame).getImageData(0, 0, width, height), free: () => {} };
  } catch (cause) {
    throw new Problem("broken_picture", "the browser cannot read it", { cause });
  }
}

/** Asked of one pixel, for a browser that does not know the format leaves it out without a word. */
async function copiesRgba(): Promise<boolean> {
  try {
    const blue = Uint8Array.of(250, 120, 10, 255);
    const frame = new VideoFrame(blue, { format: "BGRX", codedWidth: 1, codedHeight: 1, timestamp: 0 });
    const copy = new Uint8Array(4);
    await frame.copyTo(copy, rgba).finally(() => frame.close());
    return Math.abs(copy[0]! - 10) <= 2 && Math.abs(copy[2]! - 250) <= 2;
  } catch {
    return false;
  }
}
