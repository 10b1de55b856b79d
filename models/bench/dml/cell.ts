import { seeded } from "../../src/random.ts";
import { learn } from "./learn.ts";
import { newLearner } from "./network.ts";
import { inputsOf, pixels, quality } from "./quality.ts";
import { recipes } from "./recipes.ts";
import { loadSet } from "./sets.ts";
import { type Cell, type CellResult, type Quality, settings } from "./settings.ts";

/** One run: trained, the best state chosen by the validation's MAP@R, tested once. */
export async function runCell({ set: name, recipe: row, seed, rate, steps }: Cell): Promise<CellResult> {
  const start = performance.now();
  const { train: dataset, test, ...set } = await loadSet(name);
  const { make, rateTimes } = recipes[row]!;
  const proxies = { classes: dataset.classes.length, dimension: settings.dimension, random: seeded(seed, 1) };
  const learner = await newLearner({ seed });
  try {
    const { warmUp, evaluations } = settings;
    const run = { rate, steps, seed, warmUp, evaluations, ...(rateTimes && { rateTimes }) };
    const best = await learn({ learner, dataset, ...set, ...make(proxies), ...run });
    return {
      test: await quality(await learner.embed(await inputsOf(test)), test.labels, seed),
      validation: best!.metrics.mapAtR!,
      bestStep: best!.step,
      seconds: (performance.now() - start) / 1000,
    };
  } finally {
    await learner.close();
  }
}

/** What the pictures themselves give, and the network before it has learnt anything. */
export async function runBaseline(name: string, seed: number | undefined): Promise<Quality> {
  const { test } = await loadSet(name);
  const inputs = await inputsOf(test);
  if (seed === undefined) return quality(pixels(inputs), test.labels, 1);
  const learner = await newLearner({ seed });
  try {
    return await quality(await learner.embed(inputs), test.labels, seed);
  } finally {
    await learner.close();
  }
}
