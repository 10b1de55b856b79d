import { createLivenessSession, type LivenessOptions, type LivenessProgress } from "../../face/liveness/index.ts";
import type { LiveFrame } from "../../likeness/live.ts";

/** Sees whether one person, over the frames of a camera, does what was asked. */
export interface LivenessWatch {
  update(live: Pick<LiveFrame, "at" | "track">): LivenessProgress;
}

/**
 * Gives a liveness session the face of one track. Until a step is asked for, whoever is there now may begin; from then
 * on it must be the same one, and after the last step still, for it is that face which is taken.
 */
export function createLivenessWatch(options: LivenessOptions): LivenessWatch {
  let session = createLivenessSession(options);
  let progress: LivenessProgress = { state: "ready", done: 0, count: options.steps.length };
  let followed: number | undefined;

  return {
    update: ({ at, track }) => {
      const isOther = track?.face !== undefined && track.id !== followed;
      if (isOther && progress.state === "passed") progress = { state: "failed", reason: "another_face" };
      if (progress.state === "passed" || progress.state === "failed") return progress;
      if (isOther && progress.state === "ready") {
        if (followed !== undefined) session = createLivenessSession(options);
        followed = track.id;
      }
      progress = session.update(track?.id === followed ? track?.face : undefined, at);
      return progress;
    },
  };
}
