import { expect, test } from "vitest";
import { eyeOpenness, mouthOpenness } from "./openness.ts";
import { projectFace } from "./projected-face.fixture.ts";

test("eyes have the mean face's openness when open and none when shut", () => {
  const open = eyeOpenness(projectFace());
  expect(open).toBeGreaterThan(0.25);
  expect(open).toBeLessThan(0.4);
  expect(eyeOpenness(projectFace({ eyes: 0.5 })) / open).toBeCloseTo(0.5, 1);
  expect(eyeOpenness(projectFace({ eyes: 0 }))).toBeLessThan(0.03);
});

test("neither size nor a tilted head changes it", () => {
  expect(eyeOpenness(projectFace({ roll: 40, eyeDistance: 200 }))).toBeCloseTo(eyeOpenness(projectFace()), 9);
});

test("a mouth opens as the lower lip goes down", () => {
  const openness = [0, 0.1, 0.3, 0.6].map((mouth) => mouthOpenness(projectFace({ mouth })));
  expect(openness).toEqual(openness.toSorted((a, b) => a - b));
  expect(openness[0]).toBeLessThan(0.2);
  expect(openness[3]).toBeGreaterThan(0.7);
});

test("points in one place are shut, not NaN", () => {
  const points = Array.from({ length: 68 }, () => ({ x: 1, y: 1 }));
  expect([eyeOpenness(points), mouthOpenness(points)]).toEqual([0, 0]);
});
