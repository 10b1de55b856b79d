import { expect, test } from "vitest";
import { matrix } from "../../src/matrix.ts";
import { nearestIsRight } from "./one-shot.ts";

test("the nearest by angle counts, whatever the lengths", () => {
  const gallery = matrix(Float32Array.of(10, 0, 0, 1), 2, 2);
  const probes = matrix(Float32Array.of(1, 2, 3, 1, 1, 2), 3, 2);
  const run = { gallery: { labels: Int32Array.of(7, 3) }, probes: { labels: Int32Array.of(3, 7, 7) } };
  expect(nearestIsRight(probes, gallery, run)).toEqual([true, true, false]);
});
