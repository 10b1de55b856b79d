import { Problem, type Box } from "@likeness/sdk/core";
import { theOneFace, type Analysis, type Face } from "@likeness/sdk/face/browser";
import type { Means } from "./guidance.ts";

/** What is before us: a picture or a camera's present frame, and what was found in it. */
export interface Scene {
  readonly means: Means | undefined;
  /** Of the picture, in pixels; faces lie in these. */
  readonly width: number;
  readonly height: number;
  /** None until the first analysis is there. */
  readonly analysis: Analysis | undefined;
  /** Where the face lies that somebody pointed at. */
  readonly chosen: Box | undefined;
  /** Frames analysed in a second, on the camera. */
  readonly rate: number | undefined;
}

export const emptyScene: Scene = {
  means: undefined,
  width: 0,
  height: 0,
  analysis: undefined,
  chosen: undefined,
  rate: undefined,
};

/** The face at the chosen place: moved by less than half of its size, or it may be another one. */
export function chosenFace({ analysis, chosen }: Pick<Scene, "analysis" | "chosen">): Face | undefined {
  if (!analysis || !chosen) return undefined;
  const reach = Math.max(chosen.width, chosen.height) / 2;
  return analysis.faces
    .filter(({ box }) => distance(box, chosen) < reach)
    .toSorted((a, b) => distance(a.box, chosen) - distance(b.box, chosen))[0];
}

/** The face that is used: the chosen one, else the largest. What may be none is used only if alone. */
export function faceInUse(scene: Scene): Face | undefined {
  const faces = scene.analysis?.faces ?? [];
  return chosenFace(scene) ?? faces.find(({ quality }) => !quality.reasons.includes("uncertain")) ?? faces[0];
}

/** Whether enrolling would ask which of several faces is meant: by the rule that it goes by itself. */
export function mustChoose(scene: Scene): boolean {
  if (!scene.analysis || chosenFace(scene)) return false;
  try {
    theOneFace(scene.analysis);
    return false;
  } catch (error) {
    return error instanceof Problem && error.code === "several_faces";
  }
}

/** The next frame of the same scene; a chosen face is followed as it moves. */
export function nextFrame(scene: Scene, analysis: Analysis): Pick<Scene, "analysis" | "chosen"> {
  return { analysis, chosen: chosenFace({ analysis, chosen: scene.chosen })?.box };
}

/** Between the middles of two boxes. */
function distance(a: Box, b: Box): number {
  return Math.hypot(a.x + a.width / 2 - (b.x + b.width / 2), a.y + a.height / 2 - (b.y + b.height / 2));
}
