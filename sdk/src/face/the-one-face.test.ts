import { describe, expect, test } from "vitest";
import type { Box } from "../core/index.ts";
import type { Face } from "./face-embedder.ts";
import { qualityLimits, type QualityMeasures } from "./quality/index.ts";
import { qualityOf } from "./quality/quality.fixture.ts";
import { likelyFaces, theFaceFor, theFaceToEnrol, theOneFace } from "./the-one-face.ts";

/** Faces of these sides, as an analysis has them. */
function analysisOf(...faces: { side: number; score?: number; measured?: Partial<QualityMeasures> }[]) {
  return {
    faces: faces.map(({ side, score = 1, measured }) => {
      const box: Box = { x: 0, y: 0, width: side, height: side };
      return { box, score, quality: qualityOf(measured) } as unknown as Face;
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
  const analysis = analysisOf({ side: 10, measured: { sharpness: 0.01, yaw: 60 } });
  expect(() => theFaceToEnrol(analysis)).toThrow(withCode("poor_quality"));
  expect(() => theFaceToEnrol(analysis)).toThrow("turned, blurred");
  expect(() => theFaceToEnrol(analysis)).toThrow(expect.objectContaining({ reasons: ["turned", "blurred"] }));
  expect(theOneFace(analysis)).toBe(analysis.faces[0]);
});

test("what is enough to compare with need not be enough to enrol", () => {
  const analysis = analysisOf({ side: 10, measured: { eyeDistance: 11 } });
  expect(() => theFaceToEnrol(analysis)).toThrow("too_small");
  expect(() => theFaceFor("identify", analysis)).toThrow("too_small");
  expect(theFaceFor("verify", analysis)).toBe(analysis.faces[0]);
  expect(() => theOneFace(analysis, qualityLimits.enrol)).toThrow("too_small");
});

test("a caller sets limits of its own over those of the use", () => {
  const analysis = analysisOf({ side: 10, measured: { eyeDistance: 14, yaw: 30 } });
  expect(theFaceToEnrol(analysis, { eyeDistance: 10 })).toBe(analysis.faces[0]);
  expect(() => theFaceFor("verify", analysis, { yaw: 20 })).toThrow("turned");
});

test("the quality of somebody in the background does not matter", () => {
  const analysis = analysisOf({ side: 20 }, { side: 5, measured: { eyeDistance: 4 } });
  expect(theFaceToEnrol(analysis)).toBe(analysis.faces[0]);
});

test("of several that are as likely, all are there to choose from, the largest first", () => {
  const analysis = analysisOf({ side: 11 }, { side: 20 }, { side: 5 }, { side: 30, score: 0.5 });
  expect(likelyFaces(analysis)).toEqual([analysis.faces[1], analysis.faces[0]]);
  expect(likelyFaces(analysisOf())).toEqual([]);
  const unsure = analysisOf({ side: 30, score: 0.5 });
  expect(likelyFaces(unsure)).toEqual(unsure.faces);
});
