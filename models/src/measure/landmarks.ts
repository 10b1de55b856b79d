import {
  mean,
  overlap,
  type DetectorCard,
  type LandmarkerCard,
  type Measurement,
  type Point,
} from "@likeness/sdk/core";
import { decodePicture, detect, findLandmarks, typedArrayPreprocessor, type Session } from "@likeness/sdk/face/node";
import type { GroupPicture } from "./group-pictures.ts";

/** The jaw (0-16) has no corners to mark, and no one aligns by it. */
const firstInside = 17;
const sameFace = 0.3;

/** How far a landmarker's points are from where people have marked them, in the boxes of a detector. */
export async function measureLandmarks(
  { session, card }: { session: Session; card: LandmarkerCard },
  detector: { session: Session; card: DetectorCard },
  groups: readonly GroupPicture[],
): Promise<Measurement[]> {
  const errors: number[] = [];
  for (const { file, faces } of groups) {
    const picture = typedArrayPreprocessor().prepare(await decodePicture(file));
    const detections = await detect(detector.session, detector.card, picture);
    for (const marked of faces) {
      const found = detections.find(({ box }) => overlap(box, marked.box).union >= sameFace);
      if (!found) continue;
      const [points] = await findLandmarks(session, card, picture, [found.box]);
      errors.push(normalisedError(points!, marked.landmarks));
    }
  }
  const total = errors.reduce((sum, error) => sum + error, 0);
  return [
    {
      figure: "mean distance from the marks",
      value: total / errors.length,
      unit: "of the distance between the eyes",
      data: "dlib's example group pictures, faces of 37 to 109 pixels",
      protocol: `points 17 to 67, in the boxes of ${detector.card.name}; eyes as the middle of their six marks`,
      counts: { pictures: groups.length, faces: errors.length },
    },
  ];
}

function normalisedError(points: readonly Point[], marks: readonly Point[]): number {
  const left = mean(marks.slice(36, 42));
  const right = mean(marks.slice(42, 48));
  const eyes = Math.hypot(right.x - left.x, right.y - left.y);
  const distances = marks
    .map((mark, i) => Math.hypot(mark.x - points[i]!.x, mark.y - points[i]!.y))
    .slice(firstInside);
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length / eyes;
}
