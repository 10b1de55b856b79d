import { sizeOf, type BrowserFrame } from "./frame.ts";

/** A canvas that frames are put on as they are displayed: turned, mirrored, with square pixels. One at a time. */
export interface Easel {
  /** Its pixels are the frame's until the next is put on. */
  put(frame: BrowserFrame): OffscreenCanvasRenderingContext2D;
}

/** `willReadFrequently` keeps it in the program's memory, not the GPU's. */
export function easel(settings: Pick<CanvasRenderingContext2DSettings, "willReadFrequently"> = {}): Easel {
  let context: OffscreenCanvasRenderingContext2D | undefined;
  return {
    put: (frame) => {
      const { width, height } = sizeOf(frame);
      context ??= new OffscreenCanvas(width, height).getContext("2d", settings)!;
      const { canvas } = context;
      // Setting a size, even the same, makes it anew.
      if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
      // Instead of what is there, not over it: a frame may be transparent.
      context.globalCompositeOperation = "copy";
      context.drawImage(frame, 0, 0, width, height);
      return context;
    },
  };
}
