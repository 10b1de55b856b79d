import { Problem } from "../core/index.ts";
import type { Analysis, Face } from "./face-embedder.ts";
import { checkQuality, qualityLimits, type QualityLimits, type QualityUse } from "./quality/index.ts";

/** A face this much smaller than the largest, by area, is somebody in the background. */
const bystander = 0.25;

/**
 * The faces a picture may be of, the largest first: one, or all of like size. What the detector is less sure of than
 * `limits.sureness` does not make a portrait a group: a pattern on a wall, a pet.
 */
export function likelyFaces(
  { faces }: Pick<Analysis, "faces">,
  { sureness }: Pick<QualityLimits, "sureness"> = qualityLimits.enrol,
): Face[] {
  const sure = faces.filter((face) => face.score >= sureness);
  const bySize = (sure.length > 0 ? sure : faces).toSorted((a, b) => area(b) - area(a));
  return bySize.filter((face) => area(face) >= bystander * area(bySize[0]!));
}

/**
 * The face a picture is of, where one is asked for; good enough too, if there are limits to keep.
 *
 * @throws Problem `no_face`, `several_faces`, `poor_quality` with its `reasons`
 */
export function theOneFace(analysis: Pick<Analysis, "faces">, limits?: QualityLimits): Face {
  const [face, ...rivals] = likelyFaces(analysis);
  if (!face) throw new Problem("no_face");
  if (rivals.length > 0) throw new Problem("several_faces", `${rivals.length + 1} faces of like size`);
  if (limits) assertGood(face, limits);
  return face;
}

/**
 * The face to enrol a subject with: one, and good enough that it will not make false matches later.
 *
 * @param limits instead of those of `qualityLimits.enrol`
 * @throws Problem `no_face`, `several_faces`, `poor_quality` with its `reasons`
 */
export function theFaceToEnrol(analysis: Pick<Analysis, "faces">, limits: Partial<QualityLimits> = {}): Face {
  return theFaceFor("enrol", analysis, limits);
}

/**
 * The face a picture is of, good enough for what it is wanted for: one that is enrolled will be compared with for
 * long, a probe is to be worth comparing.
 *
 * @param limits instead of those of `qualityLimits[use]`
 * @throws Problem `no_face`, `several_faces`, `poor_quality` with its `reasons`
 */
export function theFaceFor(
  use: QualityUse,
  analysis: Pick<Analysis, "faces">,
  limits: Partial<QualityLimits> = {},
): Face {
  return theOneFace(analysis, { ...qualityLimits[use], ...limits });
}

function assertGood({ quality }: Face, limits: QualityLimits): void {
  const reasons = checkQuality(quality, limits);
  if (reasons.length > 0) throw new Problem("poor_quality", reasons.join(", "), { reasons });
}

function area({ box }: Face): number {
  return box.width * box.height;
}
