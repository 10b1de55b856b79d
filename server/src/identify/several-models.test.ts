import { describe, expect, test } from "vitest";
import { normalize, type EmbedderCard } from "@likeness/sdk/core";
import { flatIndex } from "../index/flat.ts";
import { identify } from "./identify.ts";
import type { Searched } from "./stage.ts";
import { strengthBy } from "./strength.ts";

const probe = normalize([1, 0]);
const at = (cosine: number) => normalize([cosine, Math.sqrt(1 - cosine * cosine)]);

type Thresholds = readonly (readonly [score: number, fmr: number])[];

const cardOf = (modelId: string, thresholds: Thresholds) =>
  ({
    modelId,
    calibration: { thresholds: thresholds.map(([score, fmr]) => ({ score, fmr, falseMatches: 1, fnmr: 0 })) },
  }) as unknown as EmbedderCard;

/** A space of subjects, each with one template, by its cosine to the probe. */
async function spaceOf(card: EmbedderCard, subjects: Record<string, number>): Promise<Searched> {
  const names = Object.keys(subjects);
  const index = flatIndex({ dimension: 2 });
  const labels = BigInt64Array.from(names, (_, i) => BigInt(i + 1));
  await index.add(labels, Float32Array.from(Object.values(subjects).flatMap((cosine) => [...at(cosine)])));
  return {
    card,
    scope: "everyone",
    subjects: names.length,
    templates: names.length,
    search: async (vector, k) => ({ ...(await index.search(vector, k)), status: index.status }),
    subjectOf: (label) => names[label - 1],
  };
}

const before = cardOf("before@1", [
  [0.5, 1e-2],
  [0.7, 1e-5],
]);
const after = cardOf("after@2", [
  [0.2, 1e-3],
  [0.4, 1e-6],
]);

const search = async (old: Record<string, number>, fresh: Record<string, number>, targetFpir = 0.1) =>
  identify({
    asked: [
      { searched: await spaceOf(before, old), probes: [probe] },
      { searched: await spaceOf(after, fresh), probes: [probe] },
    ],
    targetFpir,
    maxCandidates: 5,
  });

describe("[MOD2] a search over a model and its successor", () => {
  test("finds who is in either, each by that model's own threshold", async () => {
    const { candidates, plan } = await search({ ada: 0.6, bob: 0.45 }, { cyd: 0.3, dot: 0.1 });
    expect(candidates.map(({ subject, modelId }) => [subject, modelId])).toEqual([
      ["cyd", "after@2"],
      ["ada", "before@1"],
    ]);
    expect(plan.map(({ modelId, threshold }) => [modelId, threshold?.score])).toEqual([
      ["before@1", 0.5],
      ["after@2", 0.2],
    ]);
  });

  test("ranks by how rare a score is among strangers, not by cosine", async () => {
    const { candidates } = await search({ ada: 0.69 }, { bob: 0.41 });
    expect(candidates.map(({ subject, rank }) => [subject, rank])).toEqual([
      ["bob", 1],
      ["ada", 2],
    ]);
  });

  test("counts who is found by both once, by the stronger", async () => {
    const { candidates } = await search({ ada: 0.6 }, { ada: 0.5 });
    expect(candidates).toEqual([{ subject: "ada", rank: 1, score: expect.closeTo(0.5, 6), modelId: "after@2" }]);
  });

  test("keeps the rate that was asked for over both together", async () => {
    const targetFpir = 0.015;
    // By itself the threshold of 0.5 would keep it; there are two searches to be wrong in.
    const { plan, threshold } = await search({ ada: 0.6 }, { bob: 0.3 }, targetFpir);
    expect(plan[0]?.threshold?.score).toBe(0.7);
    expect(threshold.fpir).toBeLessThanOrEqual(targetFpir);
    const apart = plan.map((stage) => stage.threshold!.fpir);
    expect(threshold.fpir).toBeCloseTo(1 - (1 - apart[0]!) * (1 - apart[1]!), 12);
  });
});

test("where every model has a fit, scores are told apart by their likelihood ratios", () => {
  const fitted = (card: EmbedderCard, llrs: readonly number[]) =>
    ({
      calibration: {
        ...card.calibration,
        scores: { version: 1, logistic: { slope: 1, intercept: 0 }, isotonic: { scores: [0, 1], llrs } },
      },
    }) as unknown as EmbedderCard;
  const [one, other] = [fitted(before, [-10, 10]), fitted(after, [-10, 30])];
  const strength = strengthBy([one, other]);
  expect([strength(one, 0.75), strength(other, 0.75)]).toEqual([5, 20]);
});
