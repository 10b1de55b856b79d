export interface LiveLoopOptions {
  readonly video: HTMLVideoElement;
  readonly signal: AbortSignal;
  /** What is done with each frame. The next is taken when it is done. */
  onFrame(rate: number | undefined): Promise<void>;
}

/** The part of its work's time that a frame leaves to everything else on the page. */
const rest = 0.25;

/**
 * Frames of a video at the rate that the machine allows: always the newest, none twice, and none while the
 * page is hidden.
 */
export async function liveLoop({ video, signal, onFrame }: LiveLoopOptions): Promise<void> {
  let rate: number | undefined;
  let last: number | undefined;
  while (await newFrame(video, signal)) {
    const begun = performance.now();
    if (last !== undefined) rate = smoothed(rate, 1000 / (begun - last));
    last = begun;
    await onFrame(rate);
    await new Promise((resolve) => setTimeout(resolve, (performance.now() - begun) * rest));
  }
}

/** `false` when there will be none. The browser calls for frames only while the page can be seen. */
function newFrame(video: HTMLVideoElement, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false);
    const stop = () => {
      video.cancelVideoFrameCallback(wanted);
      resolve(false);
    };
    const wanted = video.requestVideoFrameCallback(() => {
      signal.removeEventListener("abort", stop);
      resolve(true);
    });
    signal.addEventListener("abort", stop, { once: true });
  });
}

function smoothed(before: number | undefined, now: number): number {
  return before === undefined ? now : before * 0.8 + now * 0.2;
}
