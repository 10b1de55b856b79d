import { describe, expect, test } from "vitest";
import { headPose } from "./head-pose.ts";
import { gaussian, onPaper, projectFace, wholeFace } from "./projected-face.fixture.ts";

const turns = [-40, -15, 0, 25];
const nods = [-20, 0, 15];
const tilts = [-35, 0, 60];

describe("a head's pose is found again", () => {
  test("exactly, from far away", () => {
    for (const yaw of turns) {
      for (const pitch of nods) {
        for (const roll of tilts) {
          const found = headPose(projectFace({ yaw, pitch, roll, eyeDistance: 44 }));
          expect(found.yaw).toBeCloseTo(yaw, 6);
          expect(found.pitch).toBeCloseTo(pitch, 6);
          expect(found.roll).toBeCloseTo(roll, 6);
          expect(found.scale).toBeCloseTo(44, 6);
          expect(found.misfit).toBeLessThan(1e-9);
        }
      }
    }
  });

  test.each([
    { what: "with landmarks that are off by 2 % of the eye distance", held: { noise: gaussian(1.2, 3) }, within: 1.5 },
    { what: "from half a metre", held: { distance: 8 }, within: 2.5 },
    { what: "with the mouth wide open", held: { mouth: 0.5 }, within: 1e-6 },
    { what: "with the eyes shut", held: { eyes: 0 }, within: 0.2 },
    { what: "of a face longer and flatter than the mean", held: { face: wholeFace.map(([x, y, z]) => [x, y * 1.06, z * 0.9] as const) }, within: 4 },
  ])("$what, within $within degrees (root mean square)", ({ held, within }) => {
    const errors = turns.flatMap((yaw) =>
      nods.flatMap((pitch) => {
        const found = headPose(projectFace({ yaw, pitch, ...held }));
        return [found.yaw - yaw, found.pitch - pitch];
      }),
    );
    expect(Math.sqrt(errors.reduce((sum, error) => sum + error * error, 0) / errors.length)).toBeLessThan(within);
  });
});

test("its signs are those of the picture", () => {
  const nose = (held: Parameters<typeof projectFace>[0]) => projectFace(held)[30]!;
  const straight = nose({});
  expect(nose({ yaw: 20 }).x).toBeGreaterThan(straight.x);
  expect(nose({ pitch: 20 }).y).toBeLessThan(straight.y);
  const [left, right] = [projectFace({ roll: 20 })[36]!, projectFace({ roll: 20 })[45]!];
  expect(right.y).toBeGreaterThan(left.y);
});

describe("a picture of a face on paper", () => {
  test.each([-50, -30, 30, 50])("turned by %d degrees is squeezed, but looks nowhere else", (yaw) => {
    const found = headPose(projectFace({ yaw, face: onPaper(), distance: 8 }));
    expect(Math.abs(found.yaw)).toBeLessThan(6);
    // And less like a face the more it is turned.
    expect(found.misfit).toBeGreaterThan(Math.abs(yaw) > 40 ? 0.12 : 0.04);
  });

  test("keeps the pose of who is on it", () => {
    const found = headPose(projectFace({ pitch: 30, face: onPaper({ yaw: 20 }) }));
    expect(Math.abs(found.pitch)).toBeLessThan(6);
    expect(Math.abs(found.yaw - 20)).toBeLessThan(4);
  });
});

test.each([
  ["in one place", () => ({ x: 5, y: 5 })],
  ["on one line", (_: unknown, i: number) => ({ x: i, y: 2 * i })],
])("landmarks that lie %s fit no face", (_, place) => {
  expect(headPose(Array.from({ length: 68 }, place))).toEqual({ yaw: 0, pitch: 0, roll: 0, scale: 0, misfit: Infinity });
});
