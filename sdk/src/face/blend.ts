import { overlap, type Box } from "../core/index.ts";
import type { Detection } from "./detection.ts";

/** The part of the smaller box that may lie in a surer one: a finer pass sees faces in parts of faces. */
const mostInside = 0.6;

/**
 * One detection for each face: as sure as the surest of its boxes, and where all of them together have it, by a mean
 * weighted with how sure each is (Bazarevsky 2019, BlazeFace, section 3.3). The surest alone is whichever prior came
 * out ahead by a hair, and it jumps from picture to picture; landmarks, chip and template would jump with it.
 *
 * Boxes whose intersection over union is above `most` are one face. A box that lies in a surer one without being
 * the like of it is a part of that face, and has no say in where it is.
 */
export function blend(detections: readonly Detection[], most: number): Detection[] {
  const faces: Detection[][] = [];
  for (const next of detections.toSorted((a, b) => b.score - a.score)) {
    const same = faces.find(([surest]) => overlap(surest!.box, next.box).union > most);
    const isPart = () => faces.some(([surest]) => overlap(surest!.box, next.box).smaller > mostInside);
    if (same) same.push(next);
    else if (!isPart()) faces.push([next]);
  }
  return faces.map((found) => ({ box: meanBox(found), score: found[0]!.score }));
}

function meanBox(detections: readonly Detection[]): Box {
  if (detections.length === 1) return detections[0]!.box;
  let [x, y, width, height, weight] = [0, 0, 0, 0, 0];
  for (const { box, score } of detections) {
    x += score * box.x;
    y += score * box.y;
    width += score * box.width;
    height += score * box.height;
    weight += score;
  }
  return { x: x / weight, y: y / weight, width: width / weight, height: height / weight };
}
