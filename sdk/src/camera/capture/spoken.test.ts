import { expect, test } from "vitest";
import { Problem } from "../../core/index.ts";
import { guidanceWords, problemWords } from "./spoken.ts";
import { captureWords } from "./words/index.ts";

const words = captureWords("en");

test("a step is asked for before the picture is bettered, but of nobody whom the camera does not see", () => {
  const act = { state: "act", action: "blink", done: 0, index: 0, count: 2 } as const;
  expect(guidanceWords(words, "more_light", act)).toBe("Blink");
  expect(guidanceWords(words, "come_into_view", act)).toBe("Come into the picture");
  expect(guidanceWords(words, "more_light", { state: "return", index: 0, count: 2 })).toBe("Look at the camera");
  expect(guidanceWords(words, "more_light", { state: "ready", done: 0, count: 2 })).toBe("More light, please");
  expect(guidanceWords(words, "good", undefined)).toBe("Good, hold still");
});

test("a failure says what can be done about it", () => {
  const said = (...problem: ConstructorParameters<typeof Problem>) => problemWords(words, new Problem(...problem));
  expect(said("camera_denied")).toBe(words.cameraDenied);
  expect(said("camera_unavailable")).toBe(words.cameraUnavailable);
  expect(said("liveness_failed")).toBe(words.livenessFailed);
  expect(said("broken_picture")).toBe(words.notAPicture);
  expect(said("no_face")).toBe(words.noFace);
  expect(said("several_faces")).toBe("Only one person, please");
  expect(said("poor_quality", "", { reasons: ["blurred", "too_dark"] })).toBe("More light, please");
  expect(said("device_lost")).toBe(words.failed);
});
