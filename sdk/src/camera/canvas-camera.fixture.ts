// Test support: a canvas as the camera, and a likeness that sees in it what a test says.

import { vi } from "vitest";
import type { Analysis } from "../face/index.ts";
import type { BrowserLikeness } from "../likeness/browser-likeness.ts";
import { live, type LiveOptions } from "../likeness/live.ts";
import { videoFrames } from "../likeness/video-frames.ts";

/** What `getUserMedia` gives until the test ends; `failing` makes it fail by an error's name instead. */
export function canvasCamera() {
  const streams: MediaStream[] = [];
  let failure: string | undefined;
  const ask = vi.spyOn(navigator.mediaDevices, "getUserMedia").mockImplementation(async () => {
    if (failure !== undefined) throw new DOMException("of the test", failure);
    const stream = moving();
    streams.push(stream);
    return stream;
  });
  return {
    ask,
    isOn: () => streams.some((stream) => stream.getTracks().some(({ readyState }) => readyState === "live")),
    fail: (name: string | undefined) => {
      failure = name;
    },
    /** As when a camera is unplugged. */
    unplug: () => {
      for (const track of streams.flatMap((stream) => stream.getTracks())) {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
    },
  };
}

/** A white picture, the worst for words over it, in which something changes: a stream has a frame for each change. */
function moving(): MediaStream {
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 240 });
  const context = canvas.getContext("2d")!;
  const stream = canvas.captureStream(30);
  let shade = 0;
  const timer = setInterval(() => {
    if (stream.getTracks().every(({ readyState }) => readyState === "ended")) clearInterval(timer);
    context.fillStyle = `rgb(255 255 ${(shade = shade === 255 ? 254 : 255)})`;
    context.fillRect(0, 0, 320, 240);
  }, 20);
  return stream;
}

/** Sees in frame after frame what `see` says; a frame lasts 66 ms by its own clock, however slow the machine is. */
export function seeing(see: (milliseconds: number) => Analysis) {
  const analyze = vi.fn(async (_source: unknown, _options?: object) => see(0));
  async function* analysed(video: HTMLVideoElement, options: LiveOptions) {
    let at = 0;
    for await (const _ of videoFrames(video, options)) yield { at: (at += 66), analysis: see(at) };
  }
  const frames = vi.fn((video: HTMLVideoElement, options: LiveOptions = {}) => live(analysed(video, options), options));
  return { frames, analyze } as unknown as BrowserLikeness & { frames: typeof frames; analyze: typeof analyze };
}
