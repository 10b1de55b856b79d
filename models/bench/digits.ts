import { type Circumstances, type Figure, type Measured, table } from "@likeness/bench";
import type { AugmentStep } from "../src/data/augment/step.ts";
import { supCon } from "../src/losses/index.ts";
import { learn } from "./dml/learn.ts";
import { newLearner } from "./dml/network.ts";
import { inputsOf, pixels, quality } from "./dml/quality.ts";
import { spread } from "./dml/report.ts";
import { loadSet } from "./dml/sets.ts";
import type { Quality } from "./dml/settings.ts";

const lesson = { classesPerBatch: 16, perClass: 8, rate: 0.001, warmUp: 50, steps: 300 } as const;
const network = { channels: [32, 64, 128], dimension: 64, weightDecay: 0.01 } as const;
const anotherHand: readonly AugmentStep[] = [
  { op: "warp", degrees: 15, scale: 0.15, shear: 0.15, shift: 0.1, bend: 0.02 },
];
const seeds = [1, 2, 3];

const measures = [
  ["nmi", "NMI", 0.7],
  ["mapAtR", "MAP@R", 0.55],
  ["recallAt1", "Recall@1", undefined],
] as const satisfies readonly (readonly [keyof Quality, string, number | undefined])[];

/** The digits 0 to 4 are learnt, each rotation a class; 5 to 9 of MNIST's test part are told apart. */
export async function measure(): Promise<Measured & Pick<Circumstances, "on">> {
  const { train: dataset, validation, test } = await loadSet("digits");
  const inputs = await inputsOf(test);
  const raw = await quality(pixels(inputs), test.labels, 1);
  const untrained: Quality[] = [];
  const trained: Quality[] = [];
  const seconds: number[] = [];
  for (const seed of seeds) {
    const learner = await newLearner({ ...network, seed, threads: 2 });
    untrained.push(await quality(await learner.embed(inputs), test.labels, seed));
    const start = performance.now();
    const loss = supCon({ temperature: 0.1 });
    await learn({ learner, dataset, validation, ...lesson, augment: anotherHand, loss, seed });
    seconds.push((performance.now() - start) / 1000);
    trained.push(await quality(await learner.embed(inputs), test.labels, seed));
    await learner.close();
    console.log(`seed ${seed}: ${JSON.stringify(trained.at(-1))}, ${Math.round(seconds.at(-1)!)} s`);
  }

  const ways = [["pixels", [raw]], ["untrained", untrained], ["trained", trained]] as const;
  const figures = ways.flatMap(([way, qualities]) =>
    measures.map(([measure, name, goal]): Figure => {
      const { mean, deviation } = spread(qualities.map((quality) => quality[measure]));
      const judged = way === "trained" && goal !== undefined ? { goal, met: mean >= goal } : {};
      const interval = [mean - deviation, mean + deviation] as const;
      return { name: `digits 5 to 9, ${way}: ${name}, mean and deviation of ${qualities.length}`, value: mean, unit: "", interval, ...judged };
    }),
  );
  figures.push({ name: "training, two threads", value: spread(seconds).mean, unit: "s" });
  const rows = ways.map(([way, qualities]) => [
    way,
    ...measures.map(([measure]) => {
      const { mean, deviation } = spread(qualities.map((quality) => quality[measure]));
      return `${mean.toFixed(3)} ± ${deviation.toFixed(3)}`;
    }),
  ]);
  return { name: "models-digits", figures, tables: [table(["digits 5 to 9", ...measures.map(([, name]) => name)], rows)] };
}
