import { expect, test } from "vitest";
import type { Face, LiveFrame } from "@likeness/sdk";
import { chosenFace, emptyScene, faceInUse, faceToSend, mustChoose, outlines } from "./scene.ts";

const face = (x: number, size: number, score = 1) =>
  ({ box: { x, y: 0, width: size, height: size }, landmarks: [], score }) as unknown as Face;
const analysis = (...faces: Face[]) => ({ width: 640, height: 480, faces, timings: { detect: 1, align: 1, embed: 1 } });
const [large, small] = [face(0, 100), face(200, 50)];
const scene = { ...emptyScene, analysis: analysis(large, small) };

const track = (id: number, seen: Face | undefined, chosen = false) =>
  ({ id, face: seen, box: { x: id, y: 0, width: 1, height: 1 }, landmarks: [], chosen }) as unknown as LiveFrame["tracks"][number];
const live = (tracks: LiveFrame["tracks"], more: Partial<LiveFrame> = {}) => ({
  ...scene,
  live: { tracks, track: tracks.find(({ chosen }) => chosen), ...more } as LiveFrame,
});

test("the largest face is used unless another was chosen", () => {
  expect(faceInUse(scene)).toBe(large);
  expect(faceInUse({ ...scene, chosen: small })).toBe(small);
});

test("a pattern on the wall is used only where there is no face", () => {
  const pattern = face(400, 200, 0.8);
  expect(faceInUse({ ...scene, analysis: analysis(pattern, small) })).toBe(small);
  expect(faceInUse({ ...scene, analysis: analysis(pattern) })).toBe(pattern);
});

test("of faces of like size one must be chosen", () => {
  const group = { ...scene, analysis: analysis(large, face(200, 90)) };
  expect(mustChoose(group)).toBe(true);
  expect(mustChoose({ ...group, chosen: large })).toBe(false);
  expect(mustChoose({ ...scene, analysis: analysis(large, face(200, 20)) })).toBe(false);
  expect(mustChoose({ ...scene, analysis: analysis() })).toBe(false);
  expect(mustChoose(emptyScene)).toBe(false);
});

test("nobody is in an empty scene", () => {
  expect(faceInUse(emptyScene)).toBeUndefined();
  expect(faceInUse({ ...scene, analysis: analysis() })).toBeUndefined();
  expect(outlines(emptyScene)).toEqual([]);
});

test("who was chosen before a camera and is out of sight is not taken for another", () => {
  const gone = live([track(1, large), track(2, undefined, true)]);
  expect(chosenFace(gone)).toBeUndefined();
  expect(faceInUse(gone)).toBeUndefined();
  expect(mustChoose(gone)).toBe(false);
});

test("of a camera's faces those in sight are drawn, where they are smoothed to", () => {
  const drawn = outlines(live([track(1, large), track(2, undefined)]));
  expect(drawn).toEqual([{ face: large, box: { x: 1, y: 0, width: 1, height: 1 }, landmarks: [] }]);
});

test("of a camera's last seconds the best face is sent", () => {
  const best = face(3, 80);
  const frame = live([track(1, large, true)], { best: { face: best, timestamp: 1, good: true, settled: true } });
  expect(faceToSend(frame)).toBe(best);
  expect(faceToSend(live([track(1, large, true)]))).toBe(large);
});
