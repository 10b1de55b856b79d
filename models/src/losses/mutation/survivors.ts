/** Numbers that may be wrong without a reference showing it. */
interface Survivor {
  readonly why: string;
  readonly changes: readonly string[];
}

const kernel: readonly Survivor[] = [
  {
    why: "where a row of blocks begins, at or before the diagonal: more is computed, to the same end",
    changes: ["4 in for (let j = a === b ? i - (i % 4) : 0; j < width; j += 4) {"],
  },
  {
    why: "past the end, the fourth column of the block still falls back on the last one",
    changes: ["1 in const j1 = Math.min(j + 1, width - 1);", "1 in const j2 = Math.min(j + 2, width - 1);"],
  },
];

const roomToSpare: readonly Survivor[] = [
  {
    why: "one place more than is written",
    changes: [
      "3 in const others = new Int32Array(width + 3);",
      "3 in const factors = new Float64Array(width + 3);",
    ],
  },
];

/** By file, in the order of its lines. */
export const survivors: Readonly<Record<string, readonly Survivor[]>> = {
  "losses/arcface.ts": [
    {
      why: "a row on its proxy, where pytorch-metric-learning's gradient is not a number: see bad-input.test.ts",
      changes: ["0 in const cotangent = sine > 0 ? cosine / sine : 0;"],
    },
  ],
  "losses/at-most-one.ts": [
    {
      why: "from which size on nothing is counted, as there is more than one pair anyway",
      changes: ["4 in if (!tuples && labels.length * (reference ?? input).labels.length > 4) return false;"],
    },
  ],
  "losses/multi-similarity.ts": [
    {
      why: "what is taken off the exponents before and added after; it only keeps them from overflowing",
      changes: ["0 in let greatest = 0;"],
    },
  ],
  "losses/tuple-weights.ts": [
    {
      why: "counts are divided by the greatest of them",
      changes: ["1 in for (const list of lists) for (const row of list) weights[row] += 1;"],
    },
  ],
  "distances/cosine.ts": [...kernel, ...roomToSpare],
  "distances/euclidean.ts": [
    ...kernel,
    {
      why: "the weight of a difference that is zero",
      changes: ["0 in return slopes.map((slope, at) => (values[at] === 0 ? 0 : slope / values[at] ));"],
    },
    ...roomToSpare,
  ],
  "distances/gather.ts": [
    { why: "a weight of zero that is not left out adds zero", changes: ["0 in if (weight === 0) continue;"] },
    {
      why: "one more is cleared than is read",
      changes: ["3 in columns.fill(0, count, count + 3);", "3 in factors.fill(0, count, count + 3);"],
    },
  ],
  "distances/mirror.ts": [
    {
      why: "the second row's one place is in the block of the diagonal, which is computed whole",
      changes: ["1 in for (let row = 1; row < size; row++) {"],
    },
  ],
};
