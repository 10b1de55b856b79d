import { describe, expect, test } from "vitest";
import { normalize, type UnitVector } from "@likeness/sdk/core";
import { flatIndex } from "../flat.ts";
import type { VectorIndex } from "../port.ts";
import { lowerBound, measureRecall } from "./recall.ts";

describe("the lower end of the interval", () => {
  // By the inverse of the incomplete beta function: scipy.stats.beta.ppf(0.05, x, n - x + 1).
  test.each([
    [10, 10, 0.7411344],
    [9, 10, 0.6058367],
    [2995, 2995, 0.9990003],
    [3990, 4000, 0.9957631],
    [1, 20, 0.0025614],
  ])("of %d of %d is %d", (successes, trials, expected) => {
    expect(lowerBound(successes, trials)).toBeCloseTo(expected, 6);
  });

  test("of none is nothing", () => expect(lowerBound(0, 10)).toBe(0));
});

describe("[IDX4] recall", () => {
  const at = (degrees: number): UnitVector => {
    const angle = (degrees * Math.PI) / 180;
    return normalize([Math.cos(angle), Math.sin(angle)]);
  };

  async function indexOf(degrees: Readonly<Record<number, number>>): Promise<VectorIndex> {
    const index = flatIndex({ dimension: 2 });
    const entries = Object.entries(degrees);
    await index.add(
      BigInt64Array.from(entries, ([label]) => BigInt(label)),
      Float32Array.from(entries.flatMap(([, angle]) => [...at(angle)])),
    );
    return index;
  }

  test("counts the probes whose first place is the right one", async () => {
    const exact = await indexOf({ 1: 0, 2: 90, 3: 180 });
    const lame = await indexOf({ 1: 0, 3: 180 });
    const probes = [1, 88, 179, 5].map((degrees) => ({ probe: at(degrees), own: undefined }));
    expect(await measureRecall(lame, exact, probes)).toMatchObject({ found: 3, probes: 4 });
    expect(await measureRecall(exact, exact, probes)).toMatchObject({ found: 4, probes: 4 });
  });

  test("takes who is as near for who was missed", async () => {
    const exact = await indexOf({ 1: 0, 2: 0 });
    expect(await measureRecall(await indexOf({ 2: 0 }), exact, [{ probe: at(3), own: undefined }])).toMatchObject({
      found: 1,
    });
  });

  test("leaves out the label that the probe is a view of", async () => {
    const exact = await indexOf({ 1: 0, 2: 10, 3: 90 });
    const probes = [{ probe: at(0), own: 1 }];
    expect(await measureRecall(await indexOf({ 1: 0, 3: 90 }), exact, probes)).toMatchObject({ found: 0 });
    expect(await measureRecall(await indexOf({ 1: 0, 2: 10 }), exact, probes)).toMatchObject({ found: 1 });
  });
});
