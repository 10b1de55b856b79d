import type { Analysis, Face, LiveFrame } from "@likeness/sdk";
import type { Box, Point } from "@likeness/sdk/core";
import { likelyFaces } from "@likeness/sdk/face";

/** Before a camera a person can move; a picture has to be another one. */
export type Means = "camera" | "picture";

/** What is before us: a picture or a camera's present frame, and what was found in it. */
export interface Scene {
  readonly means: Means | undefined;
  /** Of the picture, in pixels; faces lie in these. */
  readonly width: number;
  readonly height: number;
  /** None until the first analysis is there. */
  readonly analysis: Analysis | undefined;
  /** Of the camera: the same analysis, and what the frames before tell about it. */
  readonly live: LiveFrame | undefined;
  /** The face of a picture that somebody pointed at; a camera's frames keep their own. */
  readonly chosen: Face | undefined;
}

export const emptyScene: Scene = {
  means: undefined,
  width: 0,
  height: 0,
  analysis: undefined,
  live: undefined,
  chosen: undefined,
};

/** A face as it is drawn: of a camera's frames, smoothed. */
export interface Outline {
  readonly face: Face;
  readonly box: Box;
  readonly landmarks: readonly Point[];
}

/** Every face that is in sight. */
export function outlines({ analysis, live }: Scene): readonly Outline[] {
  if (!live) return (analysis?.faces ?? []).map((face) => ({ face, box: face.box, landmarks: face.landmarks }));
  return live.tracks.flatMap(({ face, box, landmarks }) => (face ? [{ face, box, landmarks }] : []));
}

export function chosenFace({ live, chosen }: Scene): Face | undefined {
  return live ? live.tracks.find((track) => track.chosen)?.face : chosen;
}

/** The face that is used: the chosen one, else the largest. What may be none is used only if alone. */
export function faceInUse(scene: Scene): Face | undefined {
  // Whoever was chosen and is out of sight for a moment is not taken for another.
  if (scene.live?.track) return scene.live.track.face;
  return chosenFace(scene) ?? (scene.analysis && likelyFaces(scene.analysis)[0]);
}

/** The face that is sent: of a camera's last seconds the best one. */
export function faceToSend(scene: Scene): Face | undefined {
  return scene.live?.best?.face ?? faceInUse(scene);
}

/** Whether enrolling would ask which of several faces is meant: by the rule that it goes by itself. */
export function mustChoose(scene: Scene): boolean {
  if (!scene.analysis || chosenFace(scene) || scene.live?.track) return false;
  return likelyFaces(scene.analysis).length > 1;
}
