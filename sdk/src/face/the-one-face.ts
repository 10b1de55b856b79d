import { Problem } from "../core/index.ts";
import type { Analysis, Face } from "./face-embedder.ts";
import { enrolmentLimits } from "./quality/index.ts";

/** A face this much smaller than the largest, by area, is somebody in the background. */
const bystander = 0.25;

/** What the detector is less sure of does not make a portrait a group: a pattern on a wall, a pet. */
function isSure(face: Face): boolean {
  return face.score >= enrolmentLimits.sureness;
}

/**
 * The face a picture is of, where one is asked for.
 *
 * @throws Problem `no_face`, `several_faces`
 */
export function theOneFace({ faces }: Pick<Analysis, "faces">): Face {
  const sure = faces.filter(isSure);
  const [largest, ...others] = (sure.length > 0 ? sure : faces).toSorted((a, b) => area(b) - area(a));
  if (!largest) throw new Problem("no_face");
  const rivals = others.filter((face) => area(face) >= bystander * area(largest));
  if (rivals.length > 0) throw new Problem("several_faces", `${rivals.length + 1} faces of like size`);
  return largest;
}

/**
 * The face to enrol a subject with: one, and good enough that it will not make false matches later.
 *
 * @throws Problem `no_face`, `several_faces`, `poor_quality`
 */
export function theFaceToEnrol(analysis: Pick<Analysis, "faces">): Face {
  const face = theOneFace(analysis);
  const { reasons } = face.quality;
  if (reasons.length > 0) throw new Problem("poor_quality", reasons.join(", "));
  return face;
}

function area({ box }: Face): number {
  return box.width * box.height;
}
