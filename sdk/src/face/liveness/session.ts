import { Problem, toBase64Url } from "../../core/index.ts";
import { createReadiness, deviationOf, type Baseline, type Deviation } from "./baseline.ts";
import type { LivenessAction } from "./challenge.ts";
import type { LiveFace } from "./live-face.ts";
import { livenessLimits, type LivenessLimits } from "./liveness-limits.ts";
import { areEyesOpen, createMovement, isHeadStraight, part, type Movement } from "./movement.ts";
import { createSamePerson, type Sameness } from "./same-person.ts";

export const livenessFailures = ["timeout", "face_lost", "another_face", "wrong_step"] as const;
export type LivenessFailure = (typeof livenessFailures)[number];

/** What a device may say of a live person. It is a claim: nobody but the device has seen it. */
export interface ActiveLiveness {
  readonly liveness: "client-claimed";
  readonly method: "active";
  /** The host's, base64url. */
  readonly nonce: string;
  readonly steps: readonly LivenessAction[];
}

export type LivenessProgress =
  /** Hold the face straight, `done` of the time is over (0 to 1). */
  | { readonly state: "ready"; readonly done: number; readonly count: number }
  /** Do this: `done` of the movement (0 to 1), step `index` of `count`, from 0. */
  | {
      readonly state: "act";
      readonly action: LivenessAction;
      readonly done: number;
      readonly index: number;
      readonly count: number;
    }
  /** That was it: now hold the face straight again. */
  | { readonly state: "return"; readonly index: number; readonly count: number }
  | { readonly state: "passed"; readonly result: ActiveLiveness }
  | { readonly state: "failed"; readonly reason: LivenessFailure };

export interface LivenessOptions {
  /** The host's, that the steps follow from. */
  readonly nonce: Uint8Array;
  /** What `livenessChallenge` makes of it. */
  readonly steps: readonly LivenessAction[];
  /** The least cosine of two templates of one person; a threshold of the embedder's card. */
  readonly sameFrom?: number;
  /** Over the default ones. */
  readonly limits?: Partial<LivenessLimits>;
}

export interface LivenessSession {
  /**
   * The next frame: the one face that is followed in it, or none.
   *
   * @param timestamp in ms; later than that of the frame before
   * @throws RangeError if it is not
   */
  update(face: LiveFace | undefined, timestamp: number): LivenessProgress;
}

/** Sees whether somebody does what was asked, by the rules of SPEC.md. */
export function createLivenessSession({ nonce, steps, sameFrom, limits: changes }: LivenessOptions): LivenessSession {
  const limits = { ...livenessLimits, ...changes };
  const count = steps.length;
  const readiness = createReadiness(limits);
  let progress: LivenessProgress = { state: "ready", done: 0, count };
  let now: number | undefined;
  let begun = 0;
  let lastSeen = 0;
  let last: { readonly face: LiveFace; readonly timestamp: number } | undefined;
  let baseline: Baseline | undefined;
  let sameness: (face: LiveFace, timestamp: number) => Sameness = () => "same";
  let movement: Movement | undefined;

  function fail(reason: LivenessFailure): LivenessProgress {
    return { state: "failed", reason };
  }

  function ask(index: number, timestamp: number): LivenessProgress {
    if (index === count) {
      const result = { liveness: "client-claimed", method: "active", nonce: toBase64Url(nonce), steps } as const;
      return { state: "passed", result };
    }
    begun = timestamp;
    movement = createMovement(steps[index]!, limits);
    return { state: "act", action: steps[index]!, done: 0, index, count };
  }

  function getReady(face: LiveFace | undefined, timestamp: number): LivenessProgress {
    baseline = readiness.update(face, timestamp);
    if (!baseline) return { state: "ready", done: readiness.done(), count };
    sameness = createSamePerson(baseline.template, sameFrom);
    sameness(face!, timestamp);
    return ask(0, timestamp);
  }

  function look(face: LiveFace, timestamp: number): LivenessProgress {
    const same = sameness(face, timestamp);
    if (same === "another") return fail("another_face");
    const isCut = last !== undefined && jumped(last, { face, timestamp }, limits);
    last = { face, timestamp };
    if (isCut) movement?.restart();
    if (same === "doubtful" || face.quality.misfit > limits.misfit) return progress;
    const deviation = deviationOf(face, baseline!);
    if (progress.state === "return") {
      const isBack = isHeadStraight(deviation, limits) && areEyesOpen(deviation, limits);
      return isBack ? ask(progress.index + 1, timestamp) : progress;
    }
    return progress.state === "act" ? act(progress, deviation, timestamp) : progress;
  }

  function act(asked: LivenessProgress & { state: "act" }, deviation: Deviation, timestamp: number): LivenessProgress {
    const { action, index } = asked;
    if (movement!.update(deviation, timestamp)) {
      begun = timestamp;
      return { state: "return", index, count };
    }
    const done = part(action, deviation, limits);
    const others = (["turn_left", "turn_right", "look_up"] as const).filter((other) => other !== action);
    const most = Math.max(...others.map((other) => part(other, deviation, limits)));
    // A head that is turned as asked may be raised a little too.
    if (most >= limits.wrong && most > done) return fail("wrong_step");
    return { ...asked, done: Math.min(1, Math.max(0, done)) };
  }

  return {
    update: (face, timestamp) => {
      if (now !== undefined && !(timestamp > now)) throw new RangeError(`a frame of ${timestamp} ms after ${now} ms`);
      if (now === undefined) begun = lastSeen = timestamp;
      now = timestamp;
      if (progress.state === "passed" || progress.state === "failed") return progress;
      if (face) lastSeen = timestamp;
      const time = progress.state === "ready" ? limits.readyTime : limits.stepTime;
      if (timestamp - begun > time) progress = fail("timeout");
      else if (progress.state === "ready") progress = getReady(face, timestamp);
      else if (timestamp - lastSeen > limits.lostTime) progress = fail("face_lost");
      else if (face) progress = look(face, timestamp);
      return progress;
    },
  };
}

/**
 * What a session passed.
 *
 * @throws Problem `liveness_failed` with the reason if it failed, or is not at its end
 */
export function livenessOf(progress: LivenessProgress): ActiveLiveness {
  if (progress.state === "passed") return progress.result;
  const reason = progress.state === "failed" ? progress.reason : "unfinished";
  throw new Problem("liveness_failed", reason, { reasons: [reason] });
}

/** Farther than landmarks are unsure, and than a head turns in the time. */
function jumped(
  from: { readonly face: LiveFace; readonly timestamp: number },
  to: { readonly face: LiveFace; readonly timestamp: number },
  { fastest, straight }: LivenessLimits,
): boolean {
  const most = straight + (fastest * (to.timestamp - from.timestamp)) / 1000;
  const [a, b] = [from.face.quality, to.face.quality];
  return Math.max(Math.abs(a.yaw - b.yaw), Math.abs(a.pitch - b.pitch)) > most;
}
