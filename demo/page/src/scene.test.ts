import { expect, test } from "vitest";
import type { Face } from "@likeness/sdk/face/browser";
import { chosenFace, emptyScene, faceInUse, mustChoose, nextFrame } from "./scene.ts";

const face = (x: number, size: number, ...reasons: string[]) =>
  ({
    box: { x, y: 0, width: size, height: size },
    score: reasons.includes("uncertain") ? 0.8 : 1,
    quality: { reasons },
  }) as unknown as Face;
const analysis = (...faces: Face[]) => ({ width: 640, height: 480, faces, timings: { detect: 1, align: 1, embed: 1 } });
const [large, small] = [face(0, 100), face(200, 50)];
const scene = { ...emptyScene, analysis: analysis(large, small) };

test("the largest face is used unless another was chosen", () => {
  expect(faceInUse(scene)).toBe(large);
  expect(faceInUse({ ...scene, chosen: small.box })).toBe(small);
});

test("a pattern on the wall is used only where there is no face", () => {
  const pattern = face(400, 200, "uncertain");
  expect(faceInUse({ ...scene, analysis: analysis(pattern, small) })).toBe(small);
  expect(faceInUse({ ...scene, analysis: analysis(pattern) })).toBe(pattern);
});

test("of faces of like size one must be chosen", () => {
  const group = { ...scene, analysis: analysis(large, face(200, 90)) };
  expect(mustChoose(group)).toBe(true);
  expect(mustChoose({ ...group, chosen: large.box })).toBe(false);
  expect(mustChoose({ ...scene, analysis: analysis(large, face(200, 20)) })).toBe(false);
  expect(mustChoose({ ...scene, analysis: analysis() })).toBe(false);
  expect(mustChoose(emptyScene)).toBe(false);
});

test("nobody is in an empty scene", () => {
  expect(faceInUse(emptyScene)).toBeUndefined();
  expect(faceInUse({ ...scene, analysis: analysis() })).toBeUndefined();
});

test("a chosen face is followed from frame to frame", () => {
  const moved = face(210, 52);
  const next = nextFrame({ ...scene, chosen: small.box }, analysis(large, moved));
  expect(next.chosen).toBe(moved.box);
});

test("a chosen face that is gone is not taken for another", () => {
  const next = nextFrame({ ...scene, chosen: small.box }, analysis(large));
  expect(next.chosen).toBeUndefined();
  expect(chosenFace({ analysis: next.analysis, chosen: small.box })).toBeUndefined();
});
