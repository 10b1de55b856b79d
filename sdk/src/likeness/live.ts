import type { Point } from "../core/index.ts";
import {
  checkQuality,
  createBestFrame,
  createTracker,
  likelyFaces,
  qualityLimits,
  type Analysis,
  type BestFrame,
  type Face,
  type QualityLimits,
  type QualityUse,
  type Track,
} from "../face/index.ts";
import { guide, type Guidance } from "./guidance.ts";

/** What is seen in one frame of a stream. */
export interface LiveFrame {
  /** When it was shown, in ms, on the clock of the stream. */
  readonly at: number;
  readonly analysis: Analysis;
  /** Every face that is followed, the largest first; their boxes and landmarks are smoothed, to be drawn. */
  readonly tracks: readonly Track<Face>[];
  /** The one that is meant: who was chosen, else the only one of its size; none if nobody or several are there. */
  readonly track: Track<Face> | undefined;
  /** What its person should do next. */
  readonly guidance: Guidance;
  /** The best frame of that face lately, and whether a better one is worth waiting for. */
  readonly best: BestFrame<Face> | undefined;
  /** Frames analysed in a second, lately. */
  readonly rate: number | undefined;
}

export interface LiveOptions {
  readonly signal?: AbortSignal;
  /** What the face is wanted for: guidance and the best frame follow the limits of that use. `enrol` unless given. */
  readonly use?: QualityUse;
  /** Over the limits of the use. */
  readonly limits?: Partial<QualityLimits>;
  /** The least cosine of two templates of one person: joins faces over frames more surely. */
  readonly sameFrom?: number;
}

/** The frames of a stream as they are analysed; one can be chosen of several faces. */
export interface LiveFrames extends AsyncIterable<LiveFrame> {
  /** By a track's id, or by a point in the picture, in pixels; with nothing, none. Whether there is such a face. */
  choose(which: number | Point | undefined): boolean;
}

/** A frame that was analysed, with when it was shown in ms. */
export interface AnalysedFrame {
  readonly at: number;
  readonly analysis: Analysis;
}

/** Follows the faces of a stream: who is meant, what to tell them, and which frame is the best. */
export function live(frames: AsyncIterable<AnalysedFrame>, options: LiveOptions = {}): LiveFrames {
  const { use = "enrol", limits: changes, sameFrom, signal } = options;
  const limits = { ...qualityLimits[use], ...changes };
  const tracker = createTracker<Face>(sameFrom === undefined ? {} : { sameFrom });
  const bestFrames = createBestFrame<Face>({ limits });

  function look({ at, analysis }: AnalysedFrame, rate: number | undefined): LiveFrame {
    const tracks = tracker.update(analysis.faces, at);
    const likely = new Set(likelyFaces(analysis, limits));
    const meant = tracks.filter(({ face }) => face && likely.has(face));
    const track = tracks.find(({ chosen }) => chosen) ?? (meant.length === 1 ? meant[0] : undefined);
    const face = track?.face;
    return {
      at,
      analysis,
      tracks,
      track,
      guidance: guide({
        width: analysis.width,
        height: analysis.height,
        face,
        faces: meant.length,
        reasons: face ? checkQuality(face.quality, limits) : [],
      }),
      best: face && track ? bestFrames.update(track.id, face, at) : undefined,
      rate,
    };
  }

  return {
    choose: (which) => tracker.choose(which),
    async *[Symbol.asyncIterator]() {
      let rate: number | undefined;
      let last: number | undefined;
      for await (const frame of frames) {
        if (signal?.aborted) return;
        // The clock of a stream that begins anew may stand still or go back; a tracker's may not.
        if (last !== undefined && frame.at <= last) continue;
        if (last !== undefined) rate = smoothed(rate, 1000 / (frame.at - last));
        last = frame.at;
        yield look(frame, rate);
      }
    },
  };
}

/** Of the newest rate, a fifth: a single slow frame does not make the figure jump. */
function smoothed(before: number | undefined, now: number): number {
  return before === undefined ? now : before * 0.8 + now * 0.2;
}
