import { expect, test } from "vitest";
import { cameraTrouble } from "./camera-trouble.ts";

test("each trouble tells how to go on without a camera", () => {
  const names = ["NotAllowedError", "NotFoundError", "NotReadableError", "SecurityError", "AbortError"];
  for (const name of names) {
    expect(cameraTrouble(new DOMException("", name))).toMatch(/picture/);
  }
});

test("refused and absent are told apart", () => {
  expect(cameraTrouble(new DOMException("", "NotAllowedError"))).toMatch(/refused/);
  expect(cameraTrouble(new DOMException("", "NotFoundError"))).toMatch(/No camera/);
});
