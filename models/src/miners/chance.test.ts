import { describe, expect, test } from "vitest";
import { euclidean } from "../distances/euclidean.ts";
import type { Batch } from "../losses/loss.ts";
import { matrix } from "../matrix.ts";
import { seeded } from "../random.ts";
import {
  distanceWeightedMiner,
  distanceWeights,
  type Miner,
  nPairsMiner,
  randomNegativeMiner,
  semiHardMiner,
  softHardMiner,
} from "./index.ts";

/** Class 3 has one row only. */
const batch = drawn([0, 0, 0, 1, 1, 1, 2, 2, 2, 3], 1);
const memory = drawn([2, 2, 0, 1, 3, 0, 4], 2);
const { values } = euclidean(batch.embeddings);
const distance = (a: number, b: number) => values[a * batch.labels.length + b]!;

const miners: readonly Miner[] = [
  randomNegativeMiner(),
  semiHardMiner(),
  softHardMiner(),
  nPairsMiner(),
  distanceWeightedMiner(),
];

describe.each(miners.map((miner) => [miner.name, miner] as const))("%s", (_, miner) => {
  test("the same seed gives the same tuples, another seed others", () => {
    const mined = (seed: number) => miner.mine(batch, seeded(seed));
    expect(mined(1)).toEqual(mined(1));
    expect(mined(1)).not.toEqual(mined(2));
  });

  const places = [["the batch", undefined], ["a reference", memory]] as const;
  test.each(places)("mates and strangers in %s", (_, reference) => {
    const tuples = miner.mine(batch, seeded(3), reference);
    const others = (reference ?? batch).labels;
    const strangers = tuples.kind === "pairs" ? tuples.negativeAnchors : tuples.anchors;
    expect(tuples.anchors.length).toBeGreaterThan(0);
    for (const [i, anchor] of tuples.anchors.entries()) {
      expect(others[tuples.positives[i]!]).toBe(batch.labels[anchor]);
      if (!reference) expect(tuples.positives[i]).not.toBe(anchor);
    }
    for (const [i, anchor] of strangers.entries()) {
      expect(others[tuples.negatives[i]!]).not.toBe(batch.labels[anchor]);
    }
  });

  test("nothing where all are of one class, or none of the same", () => {
    for (const labels of [Int32Array.of(0, 0, 0), Int32Array.of(0, 1, 2)]) {
      const embeddings = matrix(batch.embeddings.data.slice(0, 12), 3, 4);
      const { negatives } = miner.mine({ embeddings, labels }, seeded(1));
      expect(negatives).toHaveLength(0);
    }
  });

  test("refuses labels that do not fit the rows", () => {
    expect(() => miner.mine({ ...batch, labels: Int32Array.of(1) }, seeded(1))).toThrow("10 rows and 1 labels");
  });
});

describe("randomNegative", () => {
  test("as many triplets as rows, or as asked for, none of them twice", () => {
    for (const [count, miner] of [[10, randomNegativeMiner()], [50, randomNegativeMiner({ triplets: 50 })]] as const) {
      const all = triplets(miner.mine(batch, seeded(1)));
      expect(all).toHaveLength(count);
      expect(new Set(all.map(String)).size).toBe(count);
    }
  });

  test("all of them, in order, where no more are to be had", () => {
    // 9 anchors with 2 positives and 7 negatives each.
    const all = triplets(randomNegativeMiner({ triplets: 1000 }).mine(batch, seeded(1)));
    expect(all).toHaveLength(9 * 2 * 7);
    expect(all[0]).toEqual([0, 1, 3]);
    expect(all.at(-1)).toEqual([8, 7, 9]);
  });

  test("each triplet as likely as any other", () => {
    const seen = new Map<string, number>();
    const random = seeded(1);
    const rounds = 2520;
    for (let i = 0; i < rounds; i++) {
      for (const one of triplets(randomNegativeMiner({ triplets: 10 }).mine(batch, random))) {
        seen.set(String(one), (seen.get(String(one)) ?? 0) + 1);
      }
    }
    const expected = (rounds * 10) / 126;
    expect(seen.size).toBe(126);
    // Pearson's statistic of 125 degrees of freedom is above 175 once in 500 seeds.
    const statistic = [...seen.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(statistic).toBeLessThan(175);
  });

  test("refuses to draw none", () => {
    expect(() => randomNegativeMiner({ triplets: 0 })).toThrow("randomNegative: triplets is 0, not a count");
  });
});

test("semiHard takes a negative farther than the positive, within the margin, wherever there is one", () => {
  const margin = 0.3;
  let within = 0;
  for (let seed = 0; seed < 20; seed++) {
    for (const [a, p, n] of triplets(semiHardMiner({ margin }).mine(batch, seeded(seed)))) {
      const suits = (row: number) => distance(a, row) > distance(a, p) && distance(a, row) < distance(a, p) + margin;
      const some = batch.labels.some((label, row) => label !== batch.labels[a] && suits(row));
      expect(suits(n)).toBe(some);
      within += Number(some);
    }
  }
  expect(within).toBeGreaterThan(20);
});

test("semiHard and softHard take each anchor that has a positive once", () => {
  for (const miner of [semiHardMiner(), softHardMiner()]) {
    expect([...miner.mine(batch, seeded(1)).anchors]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  }
});

test("softHard takes positives beyond the nearest negative and negatives before the farthest positive", () => {
  const rows = [...batch.labels.keys()];
  for (let seed = 0; seed < 20; seed++) {
    for (const [a, p, n] of triplets(softHardMiner().mine(batch, seeded(seed)))) {
      const mated = rows.filter((row) => row !== a && batch.labels[row] === batch.labels[a]);
      const others = rows.filter((row) => batch.labels[row] !== batch.labels[a]);
      const nearest = Math.min(...others.map((row) => distance(a, row)));
      const farthest = Math.max(...mated.map((row) => distance(a, row)));
      expect(distance(a, p) > nearest).toBe(mated.some((row) => distance(a, row) > nearest));
      expect(distance(a, n) < farthest).toBe(others.some((row) => distance(a, row) < farthest));
    }
  }
});

test("nPairs takes one pair of each class that has one, against the positives of the others", () => {
  const tuples = nPairsMiner().mine(batch, seeded(1));
  if (tuples.kind !== "pairs") return expect.unreachable();
  expect([...tuples.anchors].map((row) => batch.labels[row])).toEqual([0, 1, 2]);
  for (const anchor of tuples.anchors) {
    const own = tuples.positives[tuples.anchors.indexOf(anchor)];
    const against = [...tuples.negatives].filter((_, i) => tuples.negativeAnchors[i] === anchor);
    expect(against).toEqual([...tuples.positives].filter((row) => row !== own));
  }
});

describe("distanceWeighted", () => {
  test("as many triplets of each anchor as its class has rows", () => {
    const { anchors } = distanceWeightedMiner({ nonzeroLossCutoff: 2 }).mine(batch, seeded(1));
    expect([...anchors]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].flatMap((row) => [row, row, row]));
  });

  test("negatives come as often as their probabilities say", () => {
    const options = { cutoff: 0.7, nonzeroLossCutoff: 1.9 };
    const weights = distanceWeights(batch, options);
    const counts = new Float64Array(weights.data.length);
    const random = seeded(1);
    const rounds = 700;
    for (let i = 0; i < rounds; i++) {
      for (const [a, , n] of triplets(distanceWeightedMiner(options).mine(batch, random))) counts[a * 10 + n]! += 1;
    }
    for (let anchor = 0; anchor < 9; anchor++) {
      for (let row = 0; row < 10; row++) {
        const at = anchor * 10 + row;
        // Four standard deviations of a share of 2,100 draws are at most 0.044.
        expect(Math.abs(counts[at]! / (3 * rounds) - weights.data[at]!)).toBeLessThan(0.044);
        if (weights.data[at] === 0) expect(counts[at]).toBe(0);
      }
    }
  });

  test("an anchor that no negative is in reach of is left out", () => {
    const nobody = distanceWeights(batch, { nonzeroLossCutoff: 0.5 });
    expect(nobody.data.every((weight) => weight === 0)).toBe(true);
    expect(distanceWeightedMiner({ nonzeroLossCutoff: 0.5 }).mine(batch, seeded(1)).anchors).toHaveLength(0);
  });

  test("the probabilities of each anchor sum to one in 2,048 dimensions too", () => {
    const random = seeded(4);
    const embeddings = matrix(Float64Array.from({ length: 6 * 2048 }, () => random.normal()), 6, 2048);
    const many = { embeddings, labels: Int32Array.of(0, 0, 1, 1, 2, 2) };
    const { data } = distanceWeights(many, { nonzeroLossCutoff: 1.5 });
    for (let row = 0; row < 6; row++) {
      expect(data.slice(row * 6, row * 6 + 6).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
    }
  });

  test("refuses a cut-off that is not a number", () => {
    expect(() => distanceWeightedMiner({ cutoff: Number.NaN })).toThrow("distanceWeighted: cutoff is NaN");
  });
});

function triplets(tuples: ReturnType<Miner["mine"]>): (readonly [number, number, number])[] {
  const { anchors, positives, negatives } = tuples;
  return [...anchors].map((anchor, i) => [anchor, positives[i]!, negatives[i]!]);
}

function drawn(labels: readonly number[], seed: number): Batch {
  const random = seeded(seed);
  // Around a corner of their class, so that some pairs are near.
  const value = (i: number) => random.normal() + 2 * Number(i % 4 === labels[Math.floor(i / 4)]! % 4);
  const data = Float64Array.from({ length: labels.length * 4 }, (_, i) => value(i));
  return { embeddings: matrix(data, labels.length, 4), labels: Int32Array.from(labels) };
}
