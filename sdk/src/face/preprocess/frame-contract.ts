import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scaleAndShift, type Picture } from "../../core/index.ts";
import { noise } from "./contract.ts";
import type { BrowserFrame, Frame } from "./frame.ts";
import type { Preprocessor } from "./preprocessor.ts";

const opaque = noise(16, 12);
for (let i = 3; i < opaque.data.length; i += 4) opaque.data[i] = 255;

const imageOf = ({ data, width, height }: Picture) => new ImageData(Uint8ClampedArray.from(data), width, height);

function canvasOf(picture: Picture): OffscreenCanvas {
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext("2d")!.putImageData(imageOf(picture), 0, 0);
  return canvas;
}

/** With what newer browsers know beside: how the camera was held. */
type Orientation = { rotation?: number; flip?: boolean };

function videoOf({ data, width, height }: Picture, more: Partial<VideoFrameBufferInit> & Orientation = {}): VideoFrame {
  const pixels = Uint8Array.from(data);
  const init = { format: "RGBX", codedWidth: width, codedHeight: height, timestamp: 0, ...more } as const;
  return new VideoFrame(pixels, init);
}

/** How far apart two pictures' colours are; alpha does not count. */
function difference(one: Picture, other: Picture): number {
  if (one.width !== other.width || one.height !== other.height) return Infinity;
  return Math.max(...Array.from(one.data, (value, i) => (i % 4 === 3 ? 0 : Math.abs(value - other.data[i]!))));
}

/** A picture of the pixels that `place` names in another. */
function rearranged(
  from: Picture,
  width: number,
  height: number,
  place: (x: number, y: number) => [x: number, y: number],
): Picture {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    const [x, y] = place(i % width, Math.floor(i / width));
    const at = (y * from.width + x) * 4;
    data.set(from.data.subarray(at, at + 4), i * 4);
  }
  return { width, height, data };
}

/** What every driver for a browser does beside `preprocessorContract`; the numbers are those of SPEC.md. */
export function frameContract(name: string, open: () => Promise<Preprocessor<Frame>>): void {
  describe(`frames by ${name}`, () => {
    let preprocessor: Preprocessor<Frame>;
    beforeAll(async () => {
      preprocessor = await open();
    });
    afterAll(() => preprocessor.close());

    /** The whole frame as it is seen; the frame is closed before it is drawn. */
    async function seen(frame: Frame): Promise<Picture> {
      const ready = await preprocessor.prepare(frame);
      if ("close" in frame) frame.close();
      try {
        const [picture] = await ready.pictures([scaleAndShift(1)], ready);
        await ready.settled();
        return picture!;
      } finally {
        ready.close();
      }
    }

    const sources: Record<string, () => Promise<Frame>> = {
      pixels: async () => opaque,
      "a bitmap": () => createImageBitmap(imageOf(opaque)),
      "a canvas": async () => canvasOf(opaque),
      "a video frame": async () => videoOf(opaque),
      "a video frame of a canvas": async () => new VideoFrame(canvasOf(opaque), { timestamp: 0 }),
    };
    test.each(Object.keys(sources))("[PRE11] %s: the colours as they are, and closed at once", async (source) => {
      expect(difference(await seen(await sources[source]!()), opaque)).toBe(0);
    });

    test.each(["a bitmap", "a video frame"])("[PRE11] %s stays open", async (source) => {
      const frame = (await sources[source]!()) as BrowserFrame & { close(): void };
      const ready = await preprocessor.prepare(frame);
      await ready.settled();
      ready.close();
      expect(difference(await seen(frame), opaque)).toBe(0);
    });

    test("[PRE12] a frame of a camera held upright is turned as it is displayed", async () => {
      const { width, height } = opaque;
      const turned = rearranged(opaque, height, width, (x, y) => [y, height - 1 - x]);
      expect(difference(await seen(videoOf(opaque, { rotation: 90 })), turned)).toBe(0);
      const half = rearranged(opaque, width, height, (x, y) => [width - 1 - x, height - 1 - y]);
      expect(difference(await seen(videoOf(opaque, { rotation: 180 })), half)).toBe(0);
    });

    test("[PRE12] a mirrored frame is mirrored as it is displayed", async () => {
      const { width, height } = opaque;
      const mirrored = rearranged(opaque, width, height, (x, y) => [width - 1 - x, y]);
      expect(difference(await seen(videoOf(opaque, { flip: true })), mirrored)).toBe(0);
    });

    test("[PRE12] of a frame only the visible part is seen, and pixels that are not square become so", async () => {
      const visibleRect = { x: 2, y: 4, width: 8, height: 6 };
      const part = rearranged(opaque, 8, 6, (x, y) => [x + 2, y + 4]);
      expect(difference(await seen(videoOf(opaque, { visibleRect })), part)).toBe(0);
      const wide = { displayWidth: 32, displayHeight: 12 };
      expect(await seen(videoOf(opaque, wide))).toMatchObject({ width: 32, height: 12 });
    });

    test("[PRE12] a camera's YUV gives the colours that a canvas shows", async () => {
      const yuv = Uint8Array.from({ length: 16 * 12 * 1.5 }, (_, i) => (i < 192 ? 16 + i : 90 + (i % 70)));
      const frame = new VideoFrame(yuv, { format: "I420", codedWidth: 16, codedHeight: 12, timestamp: 0 });
      const context = new OffscreenCanvas(16, 12).getContext("2d", { willReadFrequently: true })!;
      context.drawImage(frame, 0, 0);
      const shown = context.getImageData(0, 0, 16, 12);
      expect(difference(await seen(frame), shown)).toBeLessThanOrEqual(2);
    });

    const multiplied = ["premultiply", "none"] as const;
    test.each(multiplied)("[PRE12] colours are not darkened by alpha: a bitmap of %s", async (premultiplyAlpha) => {
      const data = Uint8ClampedArray.from({ length: 8 * 8 * 4 }, (_, i) => [200, 100, 50, 128][i % 4]!);
      const frame = await createImageBitmap(new ImageData(data, 8, 8), { premultiplyAlpha });
      expect(difference(await seen(frame), { width: 8, height: 8, data })).toBeLessThanOrEqual(2);
    });

    test("[PRE14] what was closed or is empty is a broken picture", async () => {
      const [bitmap, frame] = [await createImageBitmap(imageOf(opaque)), videoOf(opaque)];
      bitmap.close();
      frame.close();
      for (const broken of [bitmap, frame, { width: 0, height: 5, data: new Uint8Array() }]) {
        await expect(preprocessor.prepare(broken)).rejects.toMatchObject({ code: "broken_picture" });
      }
    });

    test("[PRE14] what is larger than the limit is refused before it is read", async () => {
      const huge = { width: 100_000, height: 100_000, data: new Uint8Array() };
      await expect(preprocessor.prepare(huge)).rejects.toMatchObject({ code: "picture_too_large" });
    });

    test("[PRE14] a closed preprocessor prepares nothing more", async () => {
      const closed = await open();
      closed.close();
      closed.close();
      await expect(closed.prepare(opaque)).rejects.toMatchObject({ code: "closed" });
    });
  });
}
