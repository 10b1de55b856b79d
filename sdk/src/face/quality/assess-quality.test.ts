import { describe, expect, test } from "vitest";
import { apply, invert, mean, type Picture, type Point, type Similarity } from "../../core/index.ts";
import { assessQuality, type QualityInput } from "./assess-quality.ts";
import { disc, drawFace, fill, fillAll, type Drawn } from "./drawn-face.fixture.ts";
import { projectFace, type Held } from "./projected-face.fixture.ts";
import { qualityLimits } from "./quality-limits.ts";

/** The face in the chip, whatever it is in the picture: eyes 60 pixels apart. */
const inChip = { eyeDistance: 60, at: { x: 75, y: 50 } };
const size = { width: 640, height: 480 };

/** As the pipeline has it: the picture's face, and a chip of the same face through a similarity. */
function seen(held: Held = {}, drawn: Drawn = {}): QualityInput {
  const { eyeDistance = 80, at = { x: 320, y: 160 } } = held;
  const toChip: Similarity = {
    a: inChip.eyeDistance / eyeDistance,
    b: 0,
    dx: inChip.at.x - (at.x * inChip.eyeDistance) / eyeDistance,
    dy: inChip.at.y - (at.y * inChip.eyeDistance) / eyeDistance,
  };
  const landmarks = projectFace({ ...held, eyeDistance, at });
  const chip = drawFace(150, 150, landmarks.map((point) => apply(toChip, point)), drawn);
  return { sureness: 0.99, picture: size, landmarks, chip, toChip };
}

function changed(picture: Picture, luminance: (value: number, x: number, y: number) => number): Picture {
  const data = Uint8ClampedArray.from(picture.data, (value, at) => {
    const pixel = at >> 2;
    return at % 4 === 3 ? 255 : luminance(value, pixel % picture.width, Math.floor(pixel / picture.width));
  });
  return { ...picture, data };
}

const good = seen();
const lit = (luminance: (value: number, x: number, y: number) => number): QualityInput => ({
  ...good,
  chip: changed(good.chip, luminance),
});
const points = projectFace(inChip);
const eye = (from: number) => mean(points.slice(from, from + 6));

test("nothing speaks against a face that is large, sharp, lit, upright, uncovered and whole", () => {
  const { reasons, score, ...measured } = assessQuality(good);
  expect(reasons).toEqual([]);
  expect(score).toBeGreaterThan(0.5);
  expect(measured).toMatchObject({ sureness: 0.99, inside: 1 });
  expect(measured.eyeDistance).toBeCloseTo(80, 6);
  expect(measured.misfit).toBeLessThan(1e-9);
});

test.each<{ reason: string; input: QualityInput }>([
  { reason: "uncertain", input: { ...good, sureness: 0.93 } },
  { reason: "too_small", input: seen({ eyeDistance: 15 }) },
  { reason: "cut_off", input: seen({ at: { x: 50, y: 160 } }) },
  { reason: "cut_off", input: seen({ at: { x: 320, y: 400 } }) },
  { reason: "turned", input: seen({ yaw: 44 }) },
  { reason: "turned", input: seen({ yaw: -44 }) },
  { reason: "nodded", input: seen({ pitch: 38 }) },
  { reason: "nodded", input: seen({ pitch: -38 }) },
  { reason: "too_dark", input: lit((value) => value * 0.2) },
  { reason: "too_bright", input: lit((value) => value * 1.75) },
  { reason: "uneven_light", input: lit((value, x) => value * (x < 75 ? 1.5 : 0.3)) },
])("$reason alone speaks against it", ({ reason, input }) => {
  expect(assessQuality(input).reasons).toEqual([reason]);
});

test("tilted, in whatever chip", () => {
  const [tilted, upright] = [seen({ roll: 55 }), seen()];
  // The chip is upright in any case.
  const { reasons } = assessQuality({ ...upright, landmarks: tilted.landmarks, toChip: turnedBack(55) });
  expect(reasons).toEqual(["tilted"]);
});

/** From the tilted picture to the upright chip. */
function turnedBack(degrees: number): Similarity {
  const [a, b] = [Math.cos((degrees * Math.PI) / 180) * (80 / 60), Math.sin((degrees * Math.PI) / 180) * (80 / 60)];
  const forth: Similarity = {
    a,
    b,
    dx: 320 - (a * inChip.at.x - b * inChip.at.y),
    dy: 160 - (b * inChip.at.x + a * inChip.at.y),
  };
  return invert(forth);
}

describe("what covers a face speaks against it", () => {
  const covers: Record<string, Drawn["over"]> = {
    "dark glasses": (chip) => [eye(36), eye(42)].forEach((middle) => disc(chip, middle, 24, 25)),
    "a patch over one eye": (chip) => disc(chip, eye(42), 26, 60),
    "a white mask": (chip) => fill(chip, [points[28]!, points[14]!, points[8]!, points[2]!], 235),
    "a mask of the skin's own light": (chip) => fill(chip, [points[28]!, points[14]!, points[8]!, points[2]!], 150),
    "a hand before the whole face": (chip) => fillAll(chip, 140),
  };
  test.each(Object.entries(covers))("%s", (_, over) => {
    expect(assessQuality(seen({}, { over: over! })).reasons).toContain("occluded");
  });

  test("on dark skin and on bright skin, and never the skin itself", () => {
    for (const skin of [60, 100, 190]) {
      expect(assessQuality(seen({}, { skin })).reasons).toEqual([]);
      expect(assessQuality(seen({}, { skin, over: covers["a white mask"]! })).reasons).toContain("occluded");
    }
  });
});

test("shut eyes are skin and speak against it; half of an eye does not", () => {
  const lids = (eyes: number) => seen({ eyes }, { over: (chip) => {
    if (eyes === 0) for (const from of [36, 42]) fill(chip, grown(points.slice(from, from + 6)), 150);
  } });
  const open = assessQuality(good).eyeOpenness;
  expect(open).toBeGreaterThan(0.8);
  expect(assessQuality(lids(0)).eyeOpenness).toBeLessThan(0.1);
  expect(assessQuality(lids(0)).reasons).toContain("eyes_closed");
  expect(assessQuality(lids(0.8)).reasons).toEqual([]);
});

/** A polygon a little larger, so that nothing of the eye is left. */
function grown(corners: readonly Point[]): Point[] {
  const middle = mean(corners);
  return corners.map(({ x, y }) => ({ x: middle.x + (x - middle.x) * 1.3, y: middle.y + (y - middle.y) * 2 }));
}

describe("the light", () => {
  test("is that of the chip's middle, where the face is", () => {
    const middle = (x: number, y: number) => x >= 37 && x < 113 && y >= 37 && y < 113;
    const { brightness, unevenness } = assessQuality(lit((_, x, y) => (middle(x, y) ? 80 : 255)));
    expect(brightness).toBeCloseTo(80, 4);
    expect(unevenness).toBeCloseTo(0, 6);
  });

  test("is uneven by how much one side differs, whichever it is", () => {
    for (const bright of [(x: number) => x < 75, (x: number) => x >= 75]) {
      expect(assessQuality(lit((_, x) => (bright(x) ? 150 : 50))).unevenness).toBeCloseTo(0.5, 6);
    }
  });

  test("by how much there is of it, changes no contrast", () => {
    const dimmed = assessQuality(lit((value) => value / 2)).contrast;
    expect(dimmed / assessQuality(good).contrast).toBeCloseTo(1, 1);
  });

  test("has no part in sharpness", () => {
    const at = (contrast: number) => assessQuality(lit((_, x, y) => 128 + ((x + y) % 2 ? contrast : -contrast)));
    expect(at(5).sharpness).toBeCloseTo(at(60).sharpness, 6);
    expect(at(5).contrast).toBeCloseTo(5 / 128, 4);
    expect(at(60).contrast).toBeCloseTo(60 / 128, 4);
  });
});

// What takes the detail from eyes and mouth covers them.
test.each<{ reason: string; luminance: (value: number, x: number, y: number) => number }>([
  { reason: "blurred", luminance: (_, x, y) => x + y },
  { reason: "low_contrast", luminance: (value) => 180 + value * 0.1 },
])("$reason speaks against it, and it may be covered", ({ reason, luminance }) => {
  expect(assessQuality(lit(luminance)).reasons).toEqual(["occluded", "eyes_closed", reason]);
});

test("a pane of one colour is measured, and is nothing to enrol", () => {
  const { score, reasons, ...measured } = assessQuality(lit(() => 0));
  expect(Object.values(measured).every(Number.isFinite)).toBe(true);
  expect(reasons).toEqual(["occluded", "eyes_closed", "too_dark", "low_contrast", "blurred"]);
  expect(score).toBeLessThan(0.01);
});

test("landmarks that are none do not break it", () => {
  const landmarks = good.landmarks.map(() => ({ x: 3, y: 3 }));
  expect(assessQuality({ ...good, landmarks }).reasons).toContain("uncertain");
});

test("what it is used for sets the limits; enrolment unless said", () => {
  const small = seen({ eyeDistance: 14 });
  expect(assessQuality(small).reasons).toEqual(["too_small"]);
  expect(assessQuality(small, qualityLimits.verify).reasons).toEqual([]);
});
