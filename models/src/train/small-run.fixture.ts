import * as ort from "onnxruntime-node";
import { batchMaker } from "../data/batch/batches.ts";
import { sourceDataset } from "../data/source-dataset.ts";
import { arcface } from "../losses/index.ts";
import { adamW, convNet, createLearner } from "../nn/index.ts";
import { seeded } from "../random.ts";
import { pxk } from "../samplers/pxk.ts";
import { cosine } from "./schedules/index.ts";
import type { TrainingOptions } from "./training-options.ts";

const [side, classes, perClass] = [8, 4, 5];
const names = ["a", "b", "c", "d"];

/** Pictures of 8 x 8, a stripe for each class, and everything that a small run on them takes. Epochs have three batches. */
export async function smallRun(): Promise<TrainingOptions> {
  const count = classes * perClass;
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
  const random = seeded(1);
  const bytes = new SharedArrayBuffer(count * side * side);
  new Uint8Array(bytes).forEach((_, i, all) => {
    const stripe = Math.floor(i / side) % side === labels[Math.floor(i / side ** 2)]! * 2;
    all[i] = (stripe ? 200 : 0) + random.integer(50);
  });
  const source = { kind: "memory", bytes, width: side, height: side, channels: 1, place: "stripes" } as const;
  const dataset = sourceDataset("stripes", names, labels, { ...source, names: Array.from(labels, String) });
  const dimension = 4;
  return {
    dataset,
    learner: await createLearner({
      network: convNet({ input: [1, side, side], dimension, channels: [4, 8] }),
      optimiser: adamW(),
      seed: 1,
      ort,
      sessionOptions: { intraOpNumThreads: 1 },
    }),
    batches: batchMaker({
      dataset,
      augment: [{ op: "crop", padding: 1 }, { op: "erase" }],
      normalise: { mean: [0], divisor: 255 },
      seed: 1,
    }),
    sampler: pxk({ labels, classesPerBatch: 3, perClass: 2 }),
    loss: arcface({ classes, dimension, random: seeded(2), scale: 8 }),
    schedule: cosine({ rate: 0.01 }),
    until: { steps: 20 },
    seed: 1,
  };
}
