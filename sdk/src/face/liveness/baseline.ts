import type { Template } from "../../core/index.ts";
import type { LiveFace } from "./live-face.ts";
import type { LivenessLimits } from "./liveness-limits.ts";

/** A person's own straight pose and open eyes, from which movements are measured. */
export interface Baseline {
  readonly yaw: number;
  readonly pitch: number;
  readonly eyeOpenness: number;
  readonly template: Template | undefined;
}

/** How far a face is from the baseline: degrees, and the part of the eyes' openness. */
export interface Deviation {
  readonly yaw: number;
  readonly pitch: number;
  readonly eyes: number;
}

const leastFrames = 3;

/** Takes frame after frame, and gives the baseline once the face was held straight for long enough (LIV4). */
export function createReadiness(limits: LivenessLimits) {
  let frames: { readonly face: LiveFace; readonly timestamp: number }[] = [];
  return {
    /** How much of the time is over, 0 to 1. */
    done: () => (frames.length === 0 ? 0 : Math.min(1, (frames.at(-1)!.timestamp - frames[0]!.timestamp) / limits.steady)),
    update: (face: LiveFace | undefined, timestamp: number): Baseline | undefined => {
      if (!face || !isStraight(face, limits)) {
        frames = [];
        return undefined;
      }
      frames.push({ face, timestamp });
      const held = timestamp - frames[0]!.timestamp;
      if (held < limits.steady || frames.length < leastFrames) return undefined;
      const middle = (of: (quality: LiveFace["quality"]) => number) => median(frames.map(({ face: f }) => of(f.quality)));
      return {
        yaw: middle(({ yaw }) => yaw),
        pitch: middle(({ pitch }) => pitch),
        eyeOpenness: middle(({ eyeOpenness }) => eyeOpenness),
        template: face.template,
      };
    },
  };
}

export function deviationOf({ quality }: LiveFace, baseline: Baseline): Deviation {
  return {
    yaw: quality.yaw - baseline.yaw,
    pitch: quality.pitch - baseline.pitch,
    eyes: quality.eyeOpenness / Math.max(1e-6, baseline.eyeOpenness),
  };
}

function isStraight({ quality }: LiveFace, { straight, camera, misfit }: LivenessLimits): boolean {
  const { yaw, pitch, roll } = quality;
  return (
    Math.abs(yaw) <= straight + 3 &&
    Math.abs(pitch) <= camera &&
    Math.abs(roll) <= camera &&
    quality.misfit <= misfit &&
    quality.eyeOpenness > 0
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
