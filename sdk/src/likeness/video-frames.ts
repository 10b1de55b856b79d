/** A frame of a stream, with when it was shown: milliseconds, on the clock of `performance.now()`. */
export interface TimedFrame<Frame> {
  readonly frame: Frame;
  readonly at: number;
}

/**
 * The frames of a video, one whenever one is asked for: always the newest, none twice, and none while the page is
 * hidden. A consumer that is slow misses frames; none wait for it.
 *
 * Ends when the video does, or quietly when `signal` is aborted.
 */
export async function* videoFrames(
  video: HTMLVideoElement,
  { signal }: { signal?: AbortSignal } = {},
): AsyncGenerator<TimedFrame<HTMLVideoElement>, void, void> {
  for (;;) {
    const at = await nextFrame(video, signal);
    if (at === undefined) return;
    yield { frame: video, at };
  }
}

/** When the next frame is shown; nothing once there are no more. */
function nextFrame(video: HTMLVideoElement, signal: AbortSignal | undefined): Promise<number | undefined> {
  return new Promise((resolve) => {
    if (signal?.aborted || video.ended) return resolve(undefined);
    const shown = requestFrame(video, (at) => done(at));
    const over = () => done(undefined);
    const done = (at: number | undefined) => {
      shown.cancel();
      signal?.removeEventListener("abort", over);
      video.removeEventListener("ended", over);
      // A camera's track that is stopped takes its stream from the video.
      video.removeEventListener("emptied", over);
      resolve(at);
    };
    signal?.addEventListener("abort", over);
    video.addEventListener("ended", over);
    video.addEventListener("emptied", over);
  });
}

/** `requestVideoFrameCallback` calls once a frame; where it is missing, the page's own frames stand for it. */
function requestFrame(video: HTMLVideoElement, callback: (at: number) => void): { cancel(): void } {
  if (typeof video.requestVideoFrameCallback === "function") {
    const handle = video.requestVideoFrameCallback((now) => callback(now));
    return { cancel: () => video.cancelVideoFrameCallback(handle) };
  }
  let handle = requestAnimationFrame(function look(now) {
    const { readyState, paused, videoWidth } = video;
    if (readyState >= 2 && !paused && videoWidth > 0) callback(now);
    else handle = requestAnimationFrame(look);
  });
  return { cancel: () => cancelAnimationFrame(handle) };
}
