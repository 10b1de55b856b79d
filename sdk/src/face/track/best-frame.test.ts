import { expect, test } from "vitest";
import { qualityLimits } from "../quality/index.ts";
import { qualityOf } from "../quality/quality.fixture.ts";
import { createBestFrame } from "./best-frame.ts";

const face = (changes: Parameters<typeof qualityOf>[0] = {}) => ({ quality: qualityOf(changes) });

test("of good frames the one with the highest score is the best", () => {
  const { update } = createBestFrame();
  const [small, large, middle] = [20, 55, 40].map((eyeDistance) => face({ eyeDistance }));
  expect(update(1, small!, 0).face).toBe(small);
  expect(update(1, large!, 40).face).toBe(large);
  expect(update(1, middle!, 80)).toMatchObject({ face: large, timestamp: 40, good: true });
});

test("a frame that something speaks against is better than none, and worse than any good one", () => {
  const { update } = createBestFrame();
  const turned = face({ yaw: 41 });
  const poor = face({ eyeDistance: 17, roll: 45, brightness: 60, sharpness: 0.09 });
  expect(turned.quality.score).toBeGreaterThan(poor.quality.score);
  expect(update(1, turned, 0)).toMatchObject({ face: turned, good: false, settled: false });
  expect(update(1, poor, 40)).toMatchObject({ face: poor, good: true });
  expect(update(1, face({ yaw: 41, pitch: 50 }), 80).face).toBe(poor);
});

test("enough good frames settle it", () => {
  const { update } = createBestFrame({ enough: 3, patience: Infinity });
  const settled = [0, 30, 60, 90].map((at) => update(1, face(at === 30 ? { yaw: 60 } : {}), at).settled);
  expect(settled).toEqual([false, false, false, true]);
});

test("a good one that nothing beats for a while settles it; a better one begins the wait again", () => {
  const { update } = createBestFrame({ enough: Infinity, patience: 500 });
  const at = (timestamp: number, eyeDistance: number) => update(1, face({ eyeDistance }), timestamp).settled;
  expect([at(0, 30), at(400, 30), at(450, 40), at(600, 30), at(949, 30), at(950, 30)]).toEqual([
    false, false, false, false, false, true,
  ]);
});

test("poor frames never settle it, however long they come", () => {
  const { update } = createBestFrame();
  for (let at = 0; at < 10_000; at += 100) expect(update(1, face({ brightness: 5 }), at).settled).toBe(false);
});

test("what is older than the window is forgotten", () => {
  const { update } = createBestFrame({ window: 1000 });
  const good = face();
  update(1, good, 0);
  expect(update(1, face({ eyeDistance: 30 }), 1000).face).toBe(good);
  const next = face({ eyeDistance: 25 });
  expect(update(1, next, 2001).face).toBe(next);
});

test("another person's frames begin anew", () => {
  const { update } = createBestFrame({ enough: 2 });
  update(1, face(), 0);
  const other = face({ eyeDistance: 20 });
  expect(update(2, other, 40)).toMatchObject({ face: other, settled: false });
});

test("what is good depends on the limits", () => {
  const { update } = createBestFrame({ limits: { ...qualityLimits.verify, yaw: 10 } });
  expect(update(1, face({ yaw: 12 }), 0).good).toBe(false);
});
