import { describe, expect, test } from "vitest";
import type { Box } from "../core/index.ts";
import type { Face } from "./face-embedder.ts";
import type { QualityReason } from "./quality/index.ts";
import { theFaceToEnrol, theOneFace } from "./the-one-face.ts";

/** Faces of these sides, as an analysis has them. */
function analysisOf(...faces: { side: number; score?: number; reasons?: QualityReason[] }[]) {
  return {
    faces: faces.map(({ side, score = 1, reasons = [] }) => {
      const box: Box = { x: 0, y: 0, width: side, height: side };
      return { box, score, quality: { reasons } } as unknown as Face;
    }),
  };
}

const withCode = (code: string) => expect.objectContaining({ name: "Problem", code });

describe.each([theOneFace, theFaceToEnrol])("%o", (choose) => {
  test("is the only face", () => {
    const analysis = analysisOf({ side: 10 });
    expect(choose(analysis)).toBe(analysis.faces[0]);
  });

  test("is the largest where the others are under a quarter of its area", () => {
    const analysis = analysisOf({ side: 20 }, { side: 9 }, { side: 9 });
    expect(choose(analysis)).toBe(analysis.faces[0]);
  });

  test("is none of several of like size", () => {
    expect(() => choose(analysisOf({ side: 20 }, { side: 10 }, { side: 9 }))).toThrow(
      withCode("several_faces"),
    );
    expect(() => choose(analysisOf({ side: 20 }, { side: 10 }, { side: 9 }))).toThrow("2 faces of like size");
  });

  test("has no rival in what the detector is not sure of, however large", () => {
    const analysis = analysisOf({ side: 40, score: 0.93 }, { side: 20 });
    expect(choose(analysis)).toBe(analysis.faces[1]);
  });

  test("is not to be had without a face", () => {
    expect(() => choose(analysisOf())).toThrow(withCode("no_face"));
  });
});

test("a face is enrolled only when nothing speaks against it; all that does is named", () => {
  const analysis = analysisOf({ side: 10, reasons: ["blurred", "turned"] });
  expect(() => theFaceToEnrol(analysis)).toThrow(withCode("poor_quality"));
  expect(() => theFaceToEnrol(analysis)).toThrow("blurred, turned");
  expect(theOneFace(analysis)).toBe(analysis.faces[0]);
});

test("the quality of somebody in the background does not matter", () => {
  const analysis = analysisOf({ side: 20 }, { side: 5, reasons: ["too_small"] });
  expect(theFaceToEnrol(analysis)).toBe(analysis.faces[0]);
});
