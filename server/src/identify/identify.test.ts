import { describe, expect, test } from "vitest";
import { normalize, type EmbedderCard, type UnitVector } from "@likeness/sdk/core";
import { flatIndex } from "../index/flat.ts";
import { identify } from "./identify.ts";
import type { Searched } from "./stage.ts";

const card: Partial<EmbedderCard> = {
  modelId: "model@1",
  calibration: {
    score: "cosine",
    data: "none",
    protocol: "none",
    matedPairs: 1_000,
    nonMatedPairs: 1_000_000,
    thresholds: [
      { score: 0.5, fmr: 1e-2, falseMatches: 10_000, fnmr: 0 },
      { score: 0.7, fmr: 1e-4, falseMatches: 100, fnmr: 0 },
      { score: 0.9, fmr: 1e-6, falseMatches: 1, fnmr: 0 },
    ],
  },
};

const probe = normalize([1, 0, 0]);

/** A vector with this cosine to the probe, in a direction of its own. */
function near(cosine: number, angle = 0): UnitVector {
  const rest = Math.sqrt(1 - cosine * cosine);
  return normalize([cosine, rest * Math.cos(angle), rest * Math.sin(angle)]);
}

/** A gallery of each subject's templates, by their cosine to the probe. */
async function galleryOf(subjects: Record<string, number[]>, changes: Partial<Searched> = {}): Promise<Searched> {
  const entries = Object.entries(subjects).flatMap(([subject, scores]) => scores.map((score) => ({ subject, score })));
  const index = flatIndex({ dimension: 3 });
  const vectors = entries.flatMap(({ score }, label) => [...near(score, label)]);
  await index.add(
    BigInt64Array.from(entries, (_, label) => BigInt(label)),
    Float32Array.from(vectors),
  );
  return {
    card: card as EmbedderCard,
    scope: "everyone",
    subjects: Object.keys(subjects).length,
    templates: entries.length,
    search: async (vector, k) => ({ ...(await index.search(vector, k)), status: index.status }),
    subjectOf: (label) => entries[label]?.subject,
    ...changes,
  };
}

function search(searched: Searched, { maxCandidates = 5, targetFpir = 0.5 } = {}) {
  return identify({ asked: [{ searched, probes: [probe] }], targetFpir, maxCandidates }, () => 0);
}

async function found(gallery: Searched, maxCandidates?: number) {
  const { candidates } = await search(gallery, maxCandidates === undefined ? {} : { maxCandidates });
  return candidates.map(({ subject }) => subject);
}

/** As many views of one subject as there can be, from this cosine down. */
const views = (from: number) => Array.from({ length: 16 }, (_, i) => from - i / 1000);

describe("candidates", () => {
  test("are the subjects that pass, each once by its best template, best first", async () => {
    const { candidates } = await search(await galleryOf({ ada: [0.6, 0.8], bob: [0.95], eve: [0.3] }));
    expect(candidates).toEqual([
      { subject: "bob", rank: 1, score: expect.closeTo(0.95, 6) },
      { subject: "ada", rank: 2, score: expect.closeTo(0.8, 6) },
    ]);
  });

  test("are nobody where nobody passes", async () => {
    expect(await found(await galleryOf({ eve: [0.49, -1] }))).toEqual([]);
  });

  test("are at most as many as asked for", async () => {
    expect(await found(await galleryOf({ ada: [0.9], bob: [0.8], cyd: [0.7] }), 2)).toEqual(["ada", "bob"]);
  });

  test("are as many as pass, though views of the first take all the nearest places", async () => {
    const gallery = await galleryOf({
      ada: views(0.99),
      bob: views(0.97),
      cyd: views(0.95),
      dot: [0.8],
      eve: [0.7],
    });
    expect(await found(gallery, 4)).toEqual(["ada", "bob", "cyd", "dot"]);
  });

  test("are all who pass when these are fewer than asked for, and every template passes", async () => {
    expect(await found(await galleryOf({ ada: views(0.99), bob: views(0.97) }), 3)).toEqual(["ada", "bob"]);
  });

  test("leave out who was erased meanwhile, without loss of those behind", async () => {
    const whole = await galleryOf({ ada: views(0.99), bob: views(0.97), cyd: [0.8] });
    const subjectOf = (label: number) => (label < 32 ? undefined : whole.subjectOf(label));
    expect(await found({ ...whole, subjectOf }, 1)).toEqual(["cyd"]);
  });
});

describe("the threshold", () => {
  const targetFpir = 0.01;

  test.each([
    { templates: 1, score: 0.5, passes: ["ada"] },
    { templates: 100, score: 0.7, passes: [] },
    { templates: 10_000, score: 0.9, passes: [] },
  ])("rises with the gallery: $score among $templates templates", async ({ templates, score, passes }) => {
    const { threshold, candidates } = await search(await galleryOf({ ada: [0.6] }, { templates }), {
      targetFpir,
    });
    expect(threshold.score).toBe(score);
    expect(threshold.fpir).toBeLessThanOrEqual(targetFpir);
    expect(candidates.map(({ subject }) => subject)).toEqual(passes);
  });

  test("tells what rate holds where the target is below all that was measured", async () => {
    const { threshold } = await search(await galleryOf({ ada: [0.6] }, { templates: 1_000_000 }), {
      targetFpir,
    });
    expect(threshold).toEqual({ score: 0.9, fmr: 1e-6, fpir: expect.closeTo(1 - Math.exp(-1), 5) });
  });
});

test("the plan says what was searched", async () => {
  const { modelId, plan } = await search(await galleryOf({ ada: [0.9, 0.8], bob: [0.1] }));
  expect(modelId).toBe("model@1");
  expect(plan).toEqual([
    {
      scope: "everyone",
      subjects: 2,
      templates: 3,
      scanned: 3,
      exact: true,
      engine: "exact, in TypeScript",
      milliseconds: 0,
    },
  ]);
});

test("an empty collection has nobody, by the threshold of one comparison", async () => {
  expect(await search(await galleryOf({}), { targetFpir: 0.01 })).toMatchObject({
    candidates: [],
    threshold: { score: 0.5 },
  });
});
