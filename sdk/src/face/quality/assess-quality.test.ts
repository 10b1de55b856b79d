import { describe, expect, test } from "vitest";
import { blankPicture, type Point } from "../../core/index.ts";
import { assessQuality, enrolmentLimits, type QualityInput, type QualityLimits } from "./assess-quality.ts";

const picture = blankPicture(100, 100);

interface Pose {
  readonly eyeDistance?: number;
  /** How far the nose is off the middle of the eyes, in pixels. */
  readonly nose?: number;
  readonly degrees?: number;
}

/** Eyes and nose of a face round (50, 40); all other points lie in one place. */
function landmarks({ eyeDistance = 40, nose = 0, degrees = 0 }: Pose = {}): Point[] {
  const angle = (degrees * Math.PI) / 180;
  const turned = (x: number, y: number) => ({
    x: 50 + x * Math.cos(angle) - y * Math.sin(angle),
    y: 40 + x * Math.sin(angle) + y * Math.cos(angle),
  });
  const points = Array.from({ length: 68 }, () => ({ x: 0, y: 0 }));
  points.fill(turned(-eyeDistance / 2, 0), 36, 42);
  points.fill(turned(eyeDistance / 2, 0), 42, 48);
  points[30] = turned(nose, 20);
  return points;
}

/** The same with the jaw, 17 points, in one place. */
const jawAt = (place: Point) => landmarks().fill(place, 0, 17);

function chip(luminance: (x: number, y: number) => number) {
  const drawn = blankPicture(16, 16);
  for (let i = 0; i < 256; i++) drawn.data.fill(luminance(i % 16, i >> 4), i * 4, i * 4 + 3);
  return drawn;
}

/** A checkerboard of two luminances. */
const board = (dark: number, bright: number) => chip((x, y) => ((x + y) % 2 ? bright : dark));

const good: QualityInput = { sureness: 0.99, picture, landmarks: landmarks(), chip: board(100, 150) };
const limits: QualityLimits = {
  sureness: 0.9,
  eyeDistance: 16,
  sharpness: 0.06,
  darkest: 35,
  brightest: 225,
  turn: 0.4,
  tilt: 35,
  inside: 0.9,
};
const assess = (changes: Partial<QualityInput>) => assessQuality({ ...good, ...changes }, limits);

test("nothing speaks against a face that is large, sharp, lit, upright and whole", () => {
  expect(assess({})).toEqual({
    sureness: 0.99,
    eyeDistance: 40,
    sharpness: expect.closeTo(8, 6),
    brightness: expect.closeTo(125, 6),
    turn: 0,
    tilt: 0,
    inside: 1,
    reasons: [],
  });
});

test.each<{ reason: string; changes: Partial<QualityInput> }>([
  { reason: "uncertain", changes: { sureness: 0.89 } },
  { reason: "too_small", changes: { landmarks: landmarks({ eyeDistance: 15 }) } },
  { reason: "blurred", changes: { chip: chip((x, y) => 60 + 4 * x + 4 * y) } },
  { reason: "too_dark", changes: { chip: board(0, 60) } },
  { reason: "too_bright", changes: { chip: board(210, 250) } },
  { reason: "turned", changes: { landmarks: landmarks({ nose: 17 }) } },
  { reason: "turned", changes: { landmarks: landmarks({ nose: -17 }) } },
  { reason: "tilted", changes: { landmarks: landmarks({ degrees: 36 }) } },
  { reason: "tilted", changes: { landmarks: landmarks({ degrees: -36 }) } },
  { reason: "cut_off", changes: { landmarks: jawAt({ x: -1, y: 50 }) } },
  { reason: "cut_off", changes: { landmarks: jawAt({ x: 50, y: 100 }) } },
])("$reason alone speaks against it", ({ reason, changes }) => {
  expect(assess(changes).reasons).toEqual([reason]);
});

test("reasons come together", () => {
  expect(assess({ landmarks: landmarks({ nose: 20, degrees: 50 }), chip: chip(() => 0) }).reasons).toEqual([
    "blurred",
    "too_dark",
    "turned",
    "tilted",
  ]);
});

describe("what is measured", () => {
  test("turn is to the left when negative, and the same for a tilted head", () => {
    expect(assess({ landmarks: landmarks({ nose: -10 }) }).turn).toBeCloseTo(-0.25, 10);
    expect(assess({ landmarks: landmarks({ nose: -10, degrees: 30 }) }).turn).toBeCloseTo(-0.25, 10);
  });

  test("tilt is the angle of the eyes, clockwise", () => {
    expect(assess({ landmarks: landmarks({ degrees: 30 }) }).tilt).toBeCloseTo(30, 10);
  });

  test("sharpness does not hang on the contrast", () => {
    expect(assess({ chip: board(120, 130) }).sharpness).toBeCloseTo(
      assess({ chip: board(60, 190) }).sharpness,
      10,
    );
  });

  test("light is that of the chip's middle, where the face is", () => {
    const middle = (x: number, y: number) => x >= 4 && x < 12 && y >= 4 && y < 12;
    expect(assess({ chip: chip((x, y) => (middle(x, y) ? 80 : 255)) }).brightness).toBeCloseTo(80, 6);
  });

  test("inside is the part of the landmarks that the picture shows, edges and all", () => {
    const edges = [0, 99.9].flatMap((x) => [0, 99.9].map((y) => ({ x, y })));
    const beyond = [
      { x: -0.1, y: 50 },
      { x: 100, y: 50 },
      { x: 50, y: -0.1 },
      { x: 50, y: 100 },
    ];
    for (const place of edges) expect(assess({ landmarks: jawAt(place) }).inside).toBe(1);
    for (const place of beyond) expect(assess({ landmarks: jawAt(place) }).inside).toBe(51 / 68);
  });
});

test("what lies at a limit passes, what lies beyond it does not", () => {
  expect(assessQuality(good, { ...limits, eyeDistance: 40 }).reasons).toEqual([]);
  expect(assessQuality(good, { ...limits, eyeDistance: 40.1 }).reasons).toEqual(["too_small"]);
});

test("the limits for enrolment hold where no others are given", () => {
  const eyeDistance = enrolmentLimits.eyeDistance - 1;
  expect(assessQuality({ ...good, landmarks: landmarks({ eyeDistance }) }).reasons).toEqual(["too_small"]);
});
