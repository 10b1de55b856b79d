import { expect, test } from "vitest";
import { qualityReasons } from "@likeness/sdk/face";
import { faultWords, guidanceWords } from "./guidance.ts";

test("a good face needs no words", () => {
  expect(faultWords([])).toEqual([]);
});

test("a person before the camera is told what to do", () => {
  expect(guidanceWords("move_closer")).toBe("Move closer");
  expect(guidanceWords("good")).toBe("Good enough to enrol");
});

test("of a picture is said what is wrong with it, whatever that is", () => {
  expect(faultWords(["blurred"])).toEqual(["The face is blurred"]);
  expect(new Set(faultWords(qualityReasons)).size).toBe(qualityReasons.length);
});

test("a reason that this page does not know is left out", () => {
  expect(faultWords(["toString", "cut_off"])).toEqual(["The face is cut off at the edge"]);
});
