import type { Deviation } from "./baseline.ts";
import type { LivenessAction } from "./challenge.ts";
import type { LivenessLimits } from "./liveness-limits.ts";

/** How much of a movement is done: 0 straight, 1 and more at its end. */
export function part(action: LivenessAction, { yaw, pitch, eyes }: Deviation, limits: LivenessLimits): number {
  switch (action) {
    // The person's left is the picture's right.
    case "turn_left":
      return yaw / limits.turn;
    case "turn_right":
      return -yaw / limits.turn;
    case "look_up":
      return pitch / limits.lookUp;
    case "blink":
      return (1 - eyes) / (1 - limits.shut);
    default:
      return action satisfies never;
  }
}

export function isHeadStraight({ yaw, pitch }: Deviation, { straight }: LivenessLimits): boolean {
  return Math.abs(yaw) <= straight && Math.abs(pitch) <= straight;
}

export function areEyesOpen({ eyes }: Deviation, { open }: LivenessLimits): boolean {
  return eyes >= open;
}

/** Follows one movement over the frames: done once it was seen from straight to its end (LIV5, LIV11). */
export function createMovement(action: LivenessAction, limits: LivenessLimits) {
  return action === "blink" ? blinking(limits) : turning(action, limits);
}

/** Says of each frame that counts whether the movement is done with it. */
export interface Movement {
  update(deviation: Deviation, timestamp: number): boolean;
  /** What was seen so far was cut off: it begins again. */
  restart(): void;
}

/** From here on a turn is seen on its way. */
const halfway = 0.4;

function turning(action: LivenessAction, limits: LivenessLimits): Movement {
  let seen: "nothing" | "straight" | "between" = "nothing";
  return {
    update: (deviation) => {
      const done = part(action, deviation, limits);
      if (done >= 1) {
        if (seen === "between") return true;
        seen = "nothing";
      } else if (done >= halfway) {
        if (seen === "straight") seen = "between";
      } else if (isHeadStraight(deviation, limits)) {
        seen = "straight";
      }
      return false;
    },
    restart: () => {
      seen = "nothing";
    },
  };
}

function blinking(limits: LivenessLimits): Movement {
  let wasOpen: number | undefined;
  let wasShut = false;
  return {
    update: (deviation, timestamp) => {
      if (!isHeadStraight(deviation, limits)) {
        [wasOpen, wasShut] = [undefined, false];
      } else if (areEyesOpen(deviation, limits)) {
        if (wasShut && timestamp - wasOpen! <= limits.blink) return true;
        [wasOpen, wasShut] = [timestamp, false];
      } else if (part("blink", deviation, limits) >= 1 && wasOpen !== undefined) {
        wasShut = true;
      }
      return false;
    },
    restart: () => {
      [wasOpen, wasShut] = [undefined, false];
    },
  };
}
