import { expect, test } from "vitest";
import type { Face } from "@likeness/sdk/face/browser";
import { chosenFace, emptyScene, faceInUse, nextFrame } from "./scene.ts";

const face = (x: number, size: number) => ({ box: { x, y: 0, width: size, height: size } }) as Face;
const analysis = (...faces: Face[]) => ({ faces, timings: { detect: 1, align: 1, embed: 1 } });
const [large, small] = [face(0, 100), face(200, 50)];
const scene = { ...emptyScene, analysis: analysis(large, small) };

test("the largest face is used unless another was chosen", () => {
  expect(faceInUse(scene)).toBe(large);
  expect(faceInUse({ ...scene, chosen: small.box })).toBe(small);
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
