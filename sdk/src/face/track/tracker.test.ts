import { describe, expect, test } from "vitest";
import { normalize, type Point, type Template } from "../../core/index.ts";
import { gaussian } from "../quality/projected-face.fixture.ts";
import type { Trackable } from "./trackable.ts";
import { createTracker } from "./tracker.ts";

/** Somebody's template: people lie at right angles, and one person's frames near each other. */
const template = (who: number, off = 0): Template => ({
  modelId: "m@1",
  vector: normalize([who === 0 ? 1 : off, who === 1 ? 1 : off, who === 2 ? 1 : off]),
});

function face(x: number, y: number, { side = 100, who }: { side?: number; who?: number } = {}): Trackable {
  const landmarks: Point[] = [{ x: x + side / 2, y: y + side / 2 }];
  const box = { x, y, width: side, height: side };
  return who === undefined ? { box, landmarks } : { box, landmarks, template: template(who, 0.1) };
}

const ids = (tracks: readonly { id: number; face: unknown }[]) => tracks.filter(({ face }) => face).map(({ id }) => id);

test("a face that moves keeps its id, and a new one gets another", () => {
  const { update } = createTracker();
  for (let frame = 0; frame < 50; frame++) {
    const faces = [face(frame * 20, 50)];
    if (frame >= 25) faces.push(face(500 - frame, 300, { side: 80 }));
    expect(ids(update(faces, frame * 50))).toEqual(frame < 25 ? [1] : [1, 2]);
  }
});

test("tracks hold the very faces of the frame, the largest first", () => {
  const { update } = createTracker();
  const faces = [face(0, 0, { side: 50 }), face(300, 0, { side: 120 })];
  expect(update(faces, 0).map((track) => track.face)).toEqual([faces[1], faces[0]]);
});

test("two that stand close keep their ids while both move", () => {
  const { update } = createTracker();
  const noise = gaussian(4, 9);
  for (let frame = 0; frame < 100; frame++) {
    const faces = [face(100 + noise(), 100 + noise()), face(220 + noise(), 100 + noise(), { side: 90 })];
    const tracks = update(frame % 2 ? faces : faces.toReversed(), frame * 66);
    expect(tracks.map(({ id, face: seen }) => [id, faces.indexOf(seen!)])).toEqual(
      frame === 0 ? [[2, 0], [1, 1]] : expect.arrayContaining([[2, 0], [1, 1]]),
    );
  }
});

describe("a gap", () => {
  test("that is short is bridged, whatever the rate of frames", () => {
    for (const every of [20, 200]) {
      const { update } = createTracker({ patience: 600 });
      update([face(0, 0)], 0);
      let at = every;
      for (; at <= 500; at += every) expect(update([], at)).toMatchObject([{ id: 1, face: undefined, lastSeen: 0 }]);
      expect(ids(update([face(30, 10)], at))).toEqual([1]);
    }
  });

  test("that is long ends the track", () => {
    const { update } = createTracker({ patience: 600 });
    update([face(0, 0)], 0);
    expect(update([], 601)).toEqual([]);
    expect(ids(update([face(0, 0)], 620))).toEqual([2]);
  });

  test("is not bridged to another place, unless it is the same person there", () => {
    const without = createTracker();
    without.update([face(0, 0, { who: 0 })], 0);
    expect(ids(without.update([face(400, 0, { who: 0 })], 500))).toEqual([2]);
    const { update } = createTracker({ sameFrom: 0.9 });
    update([face(0, 0, { who: 0 })], 0);
    expect(ids(update([face(250, 0, { who: 0 })], 500))).toEqual([1]);
  });
});

describe("with templates", () => {
  test("two who pass each other keep their ids", () => {
    const { update } = createTracker({ sameFrom: 0.9 });
    for (let frame = 0; frame <= 40; frame++) {
      // They meet in one place, and are swapped in the list.
      const [a, b] = [face(frame * 10, 100, { who: 0 }), face(400 - frame * 10, 100, { who: 1 })];
      const tracks = update(frame % 3 ? [a, b] : [b, a], frame * 100);
      if (frame > 0) expect(tracks.find(({ face: seen }) => seen === a)!.id).not.toBe(tracks.find(({ face: seen }) => seen === b)!.id);
      const first = tracks.find(({ id }) => id === 2)!.face!;
      expect(first).toBe(a);
    }
  });

  test("somebody else in the same place is another one", () => {
    const { update } = createTracker({ sameFrom: 0.9 });
    update([face(0, 0, { who: 0 })], 0);
    expect(ids(update([face(0, 0, { who: 1 })], 50))).toEqual([2]);
  });

  test("of another model say nothing", () => {
    const { update } = createTracker({ sameFrom: 0.9 });
    update([face(0, 0, { who: 0 })], 0);
    const other = { ...face(0, 0), template: { ...template(1), modelId: "m@2" } };
    expect(ids(update([other], 50))).toEqual([1]);
  });
});

describe("the chosen one", () => {
  const two = [face(0, 0), face(300, 0, { side: 90 })];

  test("is pinned by a point in it or near it, and stays so while it moves and is away for a moment", () => {
    const { update, choose } = createTracker();
    update(two, 0);
    expect(choose({ x: 345, y: 40 })).toBe(true);
    expect(update([two[0]!, face(320, 0, { side: 90 })], 50).find(({ chosen }) => chosen)).toMatchObject({ id: 2 });
    expect(update([two[0]!], 100).find(({ chosen }) => chosen)).toMatchObject({ id: 2, face: undefined });
    expect(update(two, 150).map(({ chosen }) => chosen)).toEqual([false, true]);
    expect(choose({ x: 375, y: 95 })).toBe(true);
    expect(choose({ x: 600, y: 400 })).toBe(false);
  });

  test("is pinned by id, and let go", () => {
    const { update, choose } = createTracker();
    update(two, 0);
    expect(choose(2)).toBe(true);
    expect(choose(9)).toBe(false);
    choose(1);
    choose(undefined);
    expect(update(two, 50).some(({ chosen }) => chosen)).toBe(false);
  });

  test("is nobody once it is gone for good", () => {
    const { update, choose } = createTracker({ patience: 100 });
    update(two, 0);
    choose(1);
    update([two[1]!], 150);
    expect(update(two, 200).some(({ chosen }) => chosen)).toBe(false);
  });
});

test("what is drawn shakes less than what is seen, and the face itself is as it was seen", () => {
  const { update } = createTracker();
  const noise = gaussian(2, 4);
  const off: [number, number][] = [];
  for (let frame = 0; frame < 200; frame++) {
    const seen = face(100 + noise(), 100);
    const [track] = update([seen], frame * 33);
    expect(track!.face).toBe(seen);
    if (frame > 30) off.push([seen.box.x - 100, track!.box.x - 100]);
  }
  const power = (which: 0 | 1) => off.reduce((sum, pair) => sum + pair[which] ** 2, 0);
  expect(power(1)).toBeLessThan(power(0) / 3);
});

test("time does not go back", () => {
  const { update } = createTracker();
  update([], 100);
  expect(() => update([], 100)).toThrow(RangeError);
  expect(() => update([], NaN)).toThrow(RangeError);
});
