// Test support: what an analysis gives, made up.

import { normalize, type Box } from "../core/index.ts";
import type { Analysis, Face, Quality, QualityMeasures } from "../face/index.ts";
import { qualityOf } from "../face/quality/quality.fixture.ts";

const middle: Box = { x: 220, y: 120, width: 200, height: 240 };

/** Somebody in the middle of a picture of 640 x 480, good enough to enrol but for the changes. */
export function seenFace(changes: Partial<QualityMeasures> = {}, box: Box = middle): Face {
  const quality: Quality = qualityOf(changes);
  const landmarks = Array.from({ length: 68 }, () => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 }));
  return { box, score: quality.sureness, landmarks, quality, template: { modelId: "m@1", vector: normalize([1, 0]) } };
}

export function analysisOf(...faces: readonly Face[]): Analysis {
  return { width: 640, height: 480, faces, timings: { detect: 0, align: 0, embed: 0 } };
}
