import type { Engine } from "./engine.ts";
import { toFrame, type BrowserSource, type Frame } from "./frame.ts";
import { likenessOver, type Likeness, type LikenessParts } from "./likeness.ts";
import { live, type AnalysedFrame, type LiveFrames, type LiveOptions } from "./live.ts";
import { videoFrames, type TimedFrame } from "./video-frames.ts";

/** A likeness in a page: it looks at what a page has, and at its camera too. */
export interface BrowserLikeness extends Likeness<BrowserSource> {
  /**
   * The frames of a video as they are analysed, one whenever one is asked for: always the newest. Ends when the video
   * does, or quietly when `signal` is aborted.
   *
   * @param source a playing video, or any stream of pictures with the time that each was shown
   * @example
   * for await (const { guidance, best } of likeness.frames(video, { signal })) {
   *   show(guidance);
   *   if (best?.settled) return likeness.enrol(best.face, { collection: "staff", subject: "ada" });
   * }
   */
  frames(source: HTMLVideoElement | AsyncIterable<TimedFrame<BrowserSource>>, options?: LiveOptions): LiveFrames;
}

export function browserLikeness(
  engine: Engine<Frame>,
  rest: Omit<LikenessParts<BrowserSource, Frame>, "engine" | "toFrame">,
): BrowserLikeness {
  const likeness = likenessOver({ engine, toFrame, ...rest });

  async function* analysed(
    frames: AsyncIterable<TimedFrame<BrowserSource>>,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<AnalysedFrame, void, void> {
    for await (const { frame, at } of frames) {
      try {
        yield { at, analysis: await likeness.analyze(frame, signal ? { signal } : {}) };
      } catch (error) {
        if (signal?.aborted) return;
        throw error;
      }
    }
  }

  return {
    ...likeness,
    // Asked each time, because it may change.
    get backend() {
      return likeness.backend;
    },
    frames: (source, options = {}) => {
      const { signal, use = "enrol" } = options;
      const frames = Symbol.asyncIterator in source ? source : videoFrames(source, signal ? { signal } : {});
      return live(analysed(frames, signal), { ...options, limits: { ...rest.limits?.[use], ...options.limits } });
    },
  };
}
