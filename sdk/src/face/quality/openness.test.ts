import { expect, test } from "vitest";
import { lidOpening, mouthOpenness } from "./openness.ts";
import { onPaper, projectFace } from "./projected-face.fixture.ts";

test("lids have the mean face's distance when open and none when shut", () => {
  const open = lidOpening(projectFace());
  expect(open).toBeCloseTo(0.15, 1);
  expect(lidOpening(projectFace({ eyes: 0.5 })) / open).toBeCloseTo(0.5, 1);
  expect(lidOpening(projectFace({ eyes: 0 }))).toBeLessThan(0.03);
});

test("neither size nor how the head is held changes it", () => {
  const open = lidOpening(projectFace());
  for (const held of [{ roll: 40, eyeDistance: 200 }, { pitch: 15 }, { pitch: -15 }, { yaw: 15 }]) {
    expect(lidOpening(projectFace(held)) / open).toBeCloseTo(1, 1);
  }
});

test("a picture that is tilted does not shut the eyes in it", () => {
  for (const held of [{ pitch: 45 }, { pitch: -45 }, { yaw: 45 }]) {
    expect(lidOpening(projectFace({ ...held, face: onPaper() })) / lidOpening(projectFace())).toBeCloseTo(1, 1);
  }
});

test("a mouth opens as the lower lip goes down", () => {
  const openness = [0, 0.1, 0.3, 0.6].map((mouth) => mouthOpenness(projectFace({ mouth })));
  expect(openness).toEqual(openness.toSorted((a, b) => a - b));
  expect(openness[0]).toBeLessThan(0.2);
  expect(openness[3]).toBeGreaterThan(0.7);
});

test("points in one place are shut, not NaN", () => {
  const points = Array.from({ length: 68 }, () => ({ x: 1, y: 1 }));
  expect([lidOpening(points), mouthOpenness(points)]).toEqual([0, 0]);
});
