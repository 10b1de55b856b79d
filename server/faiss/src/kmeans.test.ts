import { expect, test } from "vitest";
import { kmeans } from "./index.ts";
import { seeded } from "./naive.fixture.ts";

const random = seeded(41);

/** Four heaps far from each other, of 50 each. */
function heaps(): Float32Array {
  const places = [
    [9, 0],
    [-9, 0],
    [0, 9],
    [0, -9],
  ];
  return Float32Array.from(
    places.flatMap((place) => Array.from({ length: 50 }, () => place.map((v) => v + random()))).flat(),
  );
}

test.each([true, false])("finds heaps that lie apart, spherical: %s", async (spherical) => {
  const { centres, assignments, objective } = await kmeans(heaps(), { dimension: 2, clusters: 4, spherical, seed: 3 });
  expect(centres).toHaveLength(8);
  for (let heap = 0; heap < 4; heap++) {
    expect(new Set(assignments.subarray(heap * 50, heap * 50 + 50)).size).toBe(1);
  }
  expect(new Set(assignments).size).toBe(4);
  expect(objective).toHaveLength(25);
  if (spherical) for (let i = 0; i < 8; i += 2) expect(Math.hypot(centres[i]!, centres[i + 1]!)).toBeCloseTo(1, 5);
});

test("the same seed makes the same clusters", async () => {
  const vectors = heaps();
  const options = { dimension: 2, clusters: 7, iterations: 5, seed: 11 };
  expect(await kmeans(vectors, options)).toEqual(await kmeans(vectors, options));
});

test("fewer vectors than clusters, odd lengths and what is not finite are refused", async () => {
  const code = (vectors: Float32Array, clusters: number) =>
    kmeans(vectors, { dimension: 2, clusters }).catch(({ code }) => code);
  expect(await code(new Float32Array(4), 3)).toBe("bad_argument");
  expect(await code(new Float32Array(3), 1)).toBe("wrong_length");
  expect(await code(Float32Array.of(1, Number.NaN), 1)).toBe("not_finite");
  expect(await code(new Float32Array(4), 0)).toBe("bad_argument");
});
