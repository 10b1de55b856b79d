import { expect, test } from "vitest";
import { checkSize, mostPixels } from "./picture-limit.ts";

test("the limit is on pixels, not on a side", () => {
  expect(() => checkSize(mostPixels, 1)).not.toThrow();
  expect(() => checkSize(8000, 8000)).not.toThrow();
  expect(() => checkSize(8001, 8000)).toThrow(expect.objectContaining({ code: "picture_too_large" }));
});
