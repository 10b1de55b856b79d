import { z } from "zod";
import { augment } from "./sections/augment.ts";
import { data } from "./sections/data.ts";
import { evaluation } from "./sections/evaluation.ts";
import { interval } from "./sections/interval.ts";
import { loss } from "./sections/loss.ts";
import { miner } from "./sections/miner.ts";
import { network } from "./sections/network.ts";
import { count, fraction, text } from "./sections/number.ts";
import { optimiser, schedule } from "./sections/optimiser.ts";
import { sampler } from "./sections/sampler.ts";

/** Everything that a training follows from. */
export const trainingConfig = z
  .strictObject({
    name: text.exactOptional().describe("Of the run; by default that of the file."),
    data,
    network,
    loss,
    miner: miner.prefault({ name: "none" }),
    sampler: sampler.prefault({}),
    optimiser: optimiser.prefault({}),
    schedule: schedule.prefault({}),
    until: interval.describe("How long to train."),
    augment,
    memory: z
      .strictObject({
        size: count.describe("Embeddings of earlier batches that are remembered."),
        from: z.int().min(0).default(1000).describe("The step from which on they count."),
        weight: fraction.default(1).describe("Of the loss against them beside that within the batch."),
      })
      .exactOptional()
      .describe("Cross-batch memory (Wang 2020)."),
    evaluation,
    checkpoints: z
      .strictObject({ every: interval.prefault({ epochs: 1 }) })
      .prefault({})
      .describe("How often the whole state is written, to go on from after an interruption."),
    seed: z.int().min(0).default(1).describe("Weights, batches, augmentation and miners follow from it."),
    threads: count.default(1).describe("That compute the network."),
    workers: z.int().min(0).default(0).describe("Threads that read and augment pictures; 0: the main one does."),
    out: text.exactOptional().describe("The run folder; by default runs/NAME-1, -2, … in the working directory."),
  })
  .superRefine(({ loss, miner, memory }, context) => {
    const refuse = (field: string, message: string) =>
      context.addIssue({ code: "custom", path: [field, "name"], message });
    if (loss.name === "ranked-list" && miner.name !== "none") {
      refuse("miner", "must be none with the loss ranked-list, which chooses its pairs itself");
    }
    if (memory && !remembering.has(loss.name))
      refuse("loss", `cannot be ${loss.name} with a memory: it compares within a batch only`);
  })
  .describe("A training of an embedding network: likeness-models train FILE.");

/** The losses that can be computed against embeddings of earlier batches. */
const remembering: ReadonlySet<string> = new Set([
  "contrastive",
  "triplet",
  "margin",
  "lifted-structure",
  "generalized-lifted",
  "multi-similarity",
  "sup-con",
]);

export type TrainingConfig = z.output<typeof trainingConfig>;
