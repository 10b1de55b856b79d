import { expect, test } from "vitest";
import { Problem } from "@likeness/sdk/core";
import { cameraTrouble } from "./camera-trouble.ts";

test("each trouble says what it is, and how to go on without a camera", () => {
  for (const code of ["camera_denied", "camera_unavailable", "internal"] as const) {
    expect(cameraTrouble(new Problem(code, "of this kind"))).toMatch(/of this kind.*A picture works as well/);
  }
  expect(cameraTrouble(new Error("a bug"))).toMatch(/could not be started.*picture/);
});

test("refused and absent are told apart", () => {
  expect(cameraTrouble(new Problem("camera_denied"))).toMatch(/may not/);
  expect(cameraTrouble(new Problem("camera_unavailable"))).toMatch(/cannot/);
});
