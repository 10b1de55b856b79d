import { cosine, type Template } from "../../core/index.ts";
import { affinity } from "../track/affinity.ts";
import type { LiveFace } from "./live-face.ts";

/** How many frames in a row of somebody else there may be: one is a blur. */
const mostStrange = 1;

export type Sameness = "same" | "doubtful" | "another";

/** Says of each frame whether it is the person of the beginning (LIV10). */
export function createSamePerson(first: Template | undefined, sameFrom: number | undefined) {
  let last: { readonly face: LiveFace; readonly timestamp: number } | undefined;
  let strange = 0;
  return (face: LiveFace, timestamp: number): Sameness => {
    const moved = last !== undefined && affinity(last.face, face, timestamp - last.timestamp, undefined) <= 0;
    last = { face, timestamp };
    if (moved) return "another";
    if (sameFrom === undefined || !first || !face.template) return "same";
    const isSame = first.modelId === face.template.modelId && cosine(first.vector, face.template.vector) >= sameFrom;
    strange = isSame ? 0 : strange + 1;
    if (strange > mostStrange) return "another";
    return isSame ? "same" : "doubtful";
  };
}
