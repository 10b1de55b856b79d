import { expect, test } from "vitest";
import { matrix } from "../../src/matrix.ts";
import { subjectScores } from "../../src/metrics/index.ts";
import { seeded } from "../../src/random.ts";
import { comparisons, type Tested } from "./comparisons.ts";
import { compared, ratesOf } from "./differences.ts";

const people = Array.from({ length: 12 }, (_, i) => `person ${i}`);

/** Four pictures of each, around a direction of their own, `noise` away from it. */
function pictures(names: readonly string[], noise: number, seed: number): Tested {
  const random = seeded(seed);
  const rows = names.flatMap((name) => {
    const middle = Array.from({ length: 8 }, () => random.normal());
    return Array.from({ length: 4 }, () => ({ name, vector: middle.map((value) => value + noise * random.normal()) }));
  });
  const data = Float64Array.from(rows.flatMap(({ vector }) => vector));
  return { embeddings: matrix(data, rows.length, 8), people: rows.map(({ name }) => name) };
}

test("one part has the pairs that all of its pictures make; two parts have none across", () => {
  const all = pictures(people, 1, 1);
  const scores = comparisons([all], people);
  const { data } = all.embeddings;
  const vectors = all.people.map((_, i) => {
    const vector = Float64Array.from(data.subarray(i * 8, i * 8 + 8));
    return vector.map((value) => value / Math.hypot(...vector));
  });
  const cosine = (i: number, j: number) => vectors[i]!.reduce((sum, value, k) => sum + value * vectors[j]![k]!, 0);
  const reference = subjectScores(all.people, cosine);
  expect(scores.mated).toEqual(reference.mated);
  expect(scores.nonMated).toEqual(reference.nonMated);
  expect(ratesOf(scores)).toEqual(ratesOf(reference));

  const apart = comparisons([pictures(people.slice(0, 6), 1, 2), pictures(people.slice(6), 1, 3)], people);
  expect([apart.mated.length, apart.nonMated.length]).toEqual([12 * 6, 2 * 15 * 16]);
  const [a, b] = apart.nonMatedSubjects;
  expect([...a].every((one, i) => one < 6 === b[i]! < 6)).toBe(true);
});

test("the same scores differ by nothing; noise is seen for what it is", () => {
  const [clear, noisy] = [0.5, 1.5].map((noise) => comparisons([pictures(people, noise, 1)], people));
  const [first, same, worse] = compared([[clear!], [clear!], [noisy!]], 200);
  expect(same!.eer.own).toEqual(first!.eer.own);
  expect(same!.eer.more).toEqual({ value: 0, interval: [0, 0] });
  expect(worse!.eer.more.interval[0]).toBeGreaterThan(0);
  expect(worse!.tar.more.interval[1]).toBeLessThan(0);
});

test("repetitions are averaged", () => {
  const [one, other] = [1, 2].map((seed) => comparisons([pictures(people, 1.5, seed)], people));
  const [mean] = compared([[one!, other!]], 10);
  expect(mean!.eer.own.value).toBeCloseTo((ratesOf(one!).eer + ratesOf(other!).eer) / 2, 12);
});
