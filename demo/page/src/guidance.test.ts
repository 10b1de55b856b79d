import { expect, test } from "vitest";
import { guidance } from "./guidance.ts";

test("a good face needs no words", () => {
  expect(guidance([], "camera")).toEqual([]);
});

test("a person before the camera is told what to do", () => {
  expect(guidance(["too_small"], "camera")).toEqual(["Move closer"]);
  expect(guidance(["turned"], "camera")).toEqual(["Look at the camera"]);
});

test("of a picture is said what is wrong with it", () => {
  expect(guidance(["blurred"], "picture")).toEqual(["The face is blurred"]);
});

test("whether it is a face at all comes before anything else", () => {
  expect(guidance(["uncertain", "cut_off"], "picture")[0]).toBe("This may not be a face");
  expect(guidance(["too_small", "uncertain"], "camera")[0]).toBe("Show the whole face");
});

test("where to stand comes before the light", () => {
  expect(guidance(["blurred", "too_dark", "cut_off"], "camera")).toEqual([
    "Move fully into the picture",
    "More light, please",
    "Hold still",
  ]);
});
