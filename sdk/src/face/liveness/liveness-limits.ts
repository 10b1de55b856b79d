/** Angles in degrees, times in ms. */
export interface LivenessLimits {
  /** At most this far from straight, to either side and up or down, counts as straight. */
  readonly straight: number;
  /** How far the camera may be above or below the face at the beginning. */
  readonly camera: number;
  /** A turn is done from here on. */
  readonly turn: number;
  /** Looking up is done from here on. */
  readonly lookUp: number;
  /** A turn that was not asked for fails from this part of its end on: heads do not turn about one axis alone. */
  readonly wrong: number;
  /** The eyes are shut when their openness is at most this part of what it was at the beginning. */
  readonly shut: number;
  /** And open again from this part on. */
  readonly open: number;
  /** A blink takes at most this long. */
  readonly blink: number;
  /** How fast a head turns at most, in degrees a second; what is faster was cut. */
  readonly fastest: number;
  /** How far the landmarks may lie from a face's, in eye distances. */
  readonly misfit: number;
  /** For how long the face is held straight at the beginning. */
  readonly steady: number;
  readonly readyTime: number;
  readonly stepTime: number;
  readonly lostTime: number;
}

/**
 * Turns: the landmark model measures yaw and pitch of people who look about to some 3 degrees. A shut eye has 0.60 to
 * 0.82 of the openness that the same person's eyes have open (7 people of AT&T/ORL); from frame to frame it varies by
 * 3 %.
 */
export const livenessLimits: LivenessLimits = {
  straight: 9,
  camera: 25,
  turn: 20,
  lookUp: 14,
  wrong: 1.2,
  shut: 0.84,
  open: 0.92,
  blink: 1000,
  fastest: 500,
  misfit: 0.1,
  steady: 500,
  readyTime: 20_000,
  stepTime: 8000,
  lostTime: 800,
};
