import { afterEach, describe, expect, test } from "vitest";
import { createScan, kernels, type Codes, type Scan } from "./index.ts";
import { hitsOf, labelsFrom, Naive, seeded, unitVectors, wholeVectors } from "./naive.fixture.ts";

const allCodes: readonly Codes[] = ["f32", "f16", "i8"];
const runnable = kernels().runnable;

afterEach(() => {
  delete process.env["LIKENESS_SCAN_KERNELS"];
});

async function filled(codes: Codes, dimension: number, vectors: Float32Array, threads = 1): Promise<Scan> {
  const scan = createScan({ dimension, codes, threads });
  await scan.add(labelsFrom(1, vectors.length / dimension), vectors);
  return scan;
}

/** Of each kind of codes and kernels: the same question. */
async function answers(dimension: number, vectors: Float32Array, queries: Float32Array, k: number, threads = 1) {
  const found = [];
  for (const name of runnable) {
    process.env["LIKENESS_SCAN_KERNELS"] = name;
    for (const codes of allCodes) {
      const scan = await filled(codes, dimension, vectors, threads);
      found.push({ name, codes, ...(await scan.search(queries, k)) });
      scan.close();
    }
  }
  return found;
}

describe.each(runnable)("kernels %s", (name) => {
  const dimensions = [1, 3, 4, 15, 16, 17, 64, 100, 128, 515];
  test.each(dimensions)("[IDX2] whole numbers, dimension %i: as the oracle says", async (dimension) => {
    process.env["LIKENESS_SCAN_KERNELS"] = name;
    const random = seeded(dimension);
    const count = 700;
    const vectors = wholeVectors(count, dimension, 3, random);
    const queries = wholeVectors(7, dimension, 3, random);
    const naive = new Naive(dimension);
    naive.add(labelsFrom(1, count), vectors);
    for (const codes of allCodes) {
      const scan = await filled(codes, dimension, vectors);
      const found = await scan.search(queries, 20);
      expect(found.k).toBe(20);
      for (let at = 0; at < 7; at++) {
        const query = queries.subarray(at * dimension, (at + 1) * dimension);
        expect(hitsOf(found, at * 20, (at + 1) * 20)).toEqual(naive.ranked(query).slice(0, 20));
      }
      scan.close();
    }
  });
});

test("[IDX2] as many dimensions as there may be: sums of digits do not overflow", async () => {
  const dimension = 65_536;
  // Ones of either sign are the largest digits there are; eighty rows are more than one tile.
  const vectors = wholeVectors(80, dimension, 1, seeded(5)).map((value) => value || 1);
  vectors.fill(1, 70 * dimension, 71 * dimension);
  vectors.fill(-1, 71 * dimension, 72 * dimension);
  for (const name of runnable) {
    process.env["LIKENESS_SCAN_KERNELS"] = name;
    const scan = await filled("i8", dimension, vectors);
    for (const [sign, label] of [[1, 71n], [-1, 72n]] as const) {
      const found = await scan.search(new Float32Array(dimension).fill(sign), 1);
      expect([found.labels[0], found.scores[0]]).toEqual([label, 65_536]);
    }
    scan.close();
  }
});

test("[IDX3] codes change nothing: not a label, not a bit of a score", async () => {
  const random = seeded(1);
  for (const dimension of [24, 128, 300]) {
    const vectors = unitVectors(5000, dimension, random);
    const queries = unitVectors(6, dimension, random);
    const [first, ...others] = await answers(dimension, vectors, queries, 10);
    for (const other of others) {
      expect(other.labels).toEqual(first!.labels);
      // Portable kernels round products before they add them.
      if (other.name !== "portable") expect(other.scores).toEqual(first!.scores);
      else for (const [at, score] of other.scores.entries()) expect(score).toBeCloseTo(first!.scores[at]!, 5);
      if (other.codes !== "f32") expect(other.reranked).toBeLessThan(0.2 * 6 * 5000);
    }
  }
});

test("one query, many together, one thread or two: the same to the last bit", async () => {
  const random = seeded(2);
  const dimension = 100;
  const vectors = unitVectors(20_000, dimension, random);
  const queries = unitVectors(67, dimension, random);
  for (const codes of allCodes) {
    const one = await filled(codes, dimension, vectors);
    const two = await filled(codes, dimension, vectors, 2);
    const together = await one.search(queries, 10);
    expect(await two.search(queries, 10)).toMatchObject({ labels: together.labels, scores: together.scores });
    for (const at of [0, 1, 40, 66]) {
      const alone = await one.search(queries.slice(at * dimension, (at + 1) * dimension), 10);
      expect(alone.labels).toEqual(together.labels.slice(at * 10, (at + 1) * 10));
      expect(alone.scores).toEqual(together.scores.slice(at * 10, (at + 1) * 10));
    }
    one.close();
    two.close();
  }
});

/** Data that codes have the hardest time with. */
const adversaries: Record<string, (random: () => number, count: number, dimension: number) => Float32Array> = {
  "all equal": (random, count, dimension) => {
    const one = unitVectors(1, dimension, random);
    return Float32Array.from({ length: count * dimension }, (_, at) => one[at % dimension]!);
  },
  "all within the bound": (random, count, dimension) => {
    const one = unitVectors(1, dimension, random);
    return Float32Array.from({ length: count * dimension }, (_, at) => one[at % dimension]! + (random() - 0.5) * 1e-6);
  },
  zeros: (_, count, dimension) => new Float32Array(count * dimension),
  "half of them zeros": (random, count, dimension) =>
    wholeVectors(count, dimension, 2, random).map((value, at) => (Math.floor(at / dimension) % 2 ? value : 0)),
  "one value each": (random, count, dimension) =>
    Float32Array.from({ length: count * dimension }, (_, at) => {
      const isIt = at % dimension === Math.floor(at / dimension) % dimension;
      return Number(isIt) * (random() > 0.5 ? 1 : 0.999_999);
    }),
  "norms from tiny to huge": (random, count, dimension) =>
    unitVectors(count, dimension, random).map(
      (value, at) => value * 2 ** (((Math.floor(at / dimension) * 7) % 120) - 60),
    ),
  "below the smallest normal float": (random, count, dimension) =>
    unitVectors(count, dimension, random).map((value, at) => value * (at % 3 ? 2 ** -130 : 2 ** -70)),
  "one value that hides the others": (random, count, dimension) =>
    unitVectors(count, dimension, random).map((value, at) =>
      at % dimension === 0 ? 1000 * (1 + random() * 1e-5) : value,
    ),
  "beyond half precision": (random, count, dimension) =>
    unitVectors(count, dimension, random).map((value) => value * 1e6),
};

describe.each(Object.keys(adversaries))("[IDX3] %s", (name) => {
  test("every kind of codes gives what the plain scan gives", async () => {
    const random = seeded(3);
    const dimension = 64;
    const vectors = adversaries[name]!(random, 3000, dimension);
    const queries = new Float32Array([
      ...vectors.subarray(0, dimension),
      ...unitVectors(3, dimension, random),
      ...vectors.subarray(2999 * dimension).map((value) => -value),
      ...new Float32Array(dimension),
    ]);
    const found = await answers(dimension, vectors, queries, 12, 2);
    for (const kernel of runnable) {
      const [plain, ...coded] = found.filter((one) => one.name === kernel);
      for (const other of coded) {
        expect(other.labels).toEqual(plain!.labels);
        expect(other.scores).toEqual(plain!.scores);
      }
    }
  });
});

test("[IDX3] what codes lose of a row, all of it the query's way, does not lose the row", async () => {
  const dimension = 64;
  const query = new Float32Array(dimension).fill(1);
  // Of 10.49 a byte in units of 1 keeps 10, of 2048.9 a half keeps 2048: by codes the last row is worse than the first.
  for (const [largest, hidden, kept, more] of [[127, 10.49, 10, 3], [2048, 2048.9, 2048, 32]] as const) {
    const plain = Float32Array.from({ length: dimension }, (_, at) => [largest, kept + more][at] ?? kept);
    const better = Float32Array.from({ length: dimension }, (_, at) => (at === 0 ? largest : hidden));
    const vectors = new Float32Array([...plain, ...plain, ...plain, ...new Float32Array(596 * dimension), ...better]);
    for (const { labels } of await answers(dimension, vectors, query, 3)) expect([...labels]).toEqual([600n, 1n, 2n]);
  }
});

test("the largest floats there are neither overflow into nonsense nor are refused", async () => {
  const largest = 3.402_823_466_385_288_6e38;
  for (const codes of allCodes) {
    const scan = createScan({ dimension: 2, codes });
    const rows = [largest, largest, largest, -largest, -largest, -largest, 1, 1, 0, 1e-45];
    await scan.add(labelsFrom(1, 5), Float32Array.from(rows));
    const found = await scan.search(Float32Array.of(largest, largest), 5);
    expect([...found.labels]).toEqual([1n, 4n, 5n, 2n, 3n]);
    expect([...found.scores]).toEqual([largest, largest, Math.fround(Math.fround(1e-45) * largest), 0, -largest]);
    scan.close();
  }
});

test("k is the size when that is less, and an empty index has no answer", async () => {
  const scan = createScan({ dimension: 2 });
  const query = Float32Array.of(1, 0);
  const nothing = { labels: new BigInt64Array(), scores: new Float32Array(), k: 0, compared: 0, reranked: 0 };
  expect(await scan.search(query, 5)).toEqual(nothing);
  await scan.add(BigInt64Array.of(7n, 3n), Float32Array.of(1, 2, 3, 4));
  expect(await scan.search(query, 2 ** 31 - 1)).toEqual({
    labels: BigInt64Array.of(3n, 7n),
    scores: Float32Array.of(3, 1),
    k: 2,
    compared: 2,
    reranked: 0,
  });
  expect((await scan.search(new Float32Array(), 1)).labels).toHaveLength(0);
  scan.close();
});

test("all at or above a score, best first", async () => {
  const random = seeded(4);
  const dimension = 32;
  const vectors = wholeVectors(5000, dimension, 2, random);
  const naive = new Naive(dimension);
  naive.add(labelsFrom(1, 5000), vectors);
  const queries = wholeVectors(3, dimension, 2, random);
  for (const codes of allCodes) {
    const scan = await filled(codes, dimension, vectors, 2);
    for (const score of [40, 25, 0, -1000]) {
      const found = await scan.atLeast(queries, score);
      expect(found.starts).toHaveLength(4);
      for (let at = 0; at < 3; at++) {
        const query = queries.subarray(at * dimension, (at + 1) * dimension);
        const wanted = naive.ranked(query).filter((hit) => hit.score >= score);
        expect(hitsOf(found, found.starts[at]!, found.starts[at + 1]!)).toEqual(wanted);
      }
    }
    scan.close();
  }
});
