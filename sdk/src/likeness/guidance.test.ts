import { expect, test } from "vitest";
import { qualityReasons, type QualityReason } from "../face/index.ts";
import { guide, guideBy } from "./guidance.ts";
import { seenFace } from "./seen.fixture.ts";

const picture = { width: 640, height: 480 };
const seen = (reasons: readonly QualityReason[] = [], box = { x: 220, y: 120, width: 200, height: 240 }) =>
  guide({ ...picture, face: { box }, faces: 1, reasons });

test("nobody is to come into view, several are to be one", () => {
  expect(guide({ ...picture, face: undefined, faces: 0, reasons: [] })).toBe("come_into_view");
  expect(guide({ ...picture, face: undefined, faces: 2, reasons: [] })).toBe("be_alone");
});

test("whoever was chosen of several is guided", () => {
  expect(guide({ ...picture, face: seenFace(), faces: 3, reasons: ["too_dark"] })).toBe("more_light");
});

test("who fills the picture is to move back, whatever else is wrong", () => {
  expect(seen(["turned", "cut_off"], { x: 100, y: 10, width: 400, height: 420 })).toBe("move_back");
  expect(seen([], { x: 0, y: 100, width: 560, height: 200 })).toBe("move_back");
  expect(seen([], { x: 100, y: 36, width: 300, height: 408 })).toBe("good");
});

test("everything that speaks against a face is something to do", () => {
  for (const reason of qualityReasons) expect(guideBy([reason]), reason).not.toBe("good");
  expect(guideBy([])).toBe("good");
});

test("one thing at a time: nearer before the light, the light before the pose, and holding still after all that moves", () => {
  const all = [...qualityReasons];
  const told = [];
  while (all.length > 0) {
    const guidance = guideBy(all);
    told.push(guidance);
    for (const reason of all.filter((reason) => guideBy([reason]) === guidance)) all.splice(all.indexOf(reason), 1);
  }
  expect(told).toEqual([
    "move_into_the_middle",
    "move_closer",
    "more_light",
    "less_light",
    "even_light",
    "look_at_the_camera",
    "hold_your_head_straight",
    "uncover_your_face",
    "open_your_eyes",
    "close_your_mouth",
    "hold_still",
  ]);
});
