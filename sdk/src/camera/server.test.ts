import { expect, test } from "vitest";
import * as camera from "./index.ts";

test("on a server the room is loaded, and an element defined by nobody", () => {
  expect("HTMLElement" in globalThis).toBe(false);
  expect(() => camera.defineCapture()).not.toThrow();
});
