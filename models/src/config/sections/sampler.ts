import { z } from "zod";
import { count } from "./number.ts";

const batchesPerEpoch = count.exactOptional().describe("As many as go into the number of pictures.");

/** How batches are composed. */
export const sampler = z
  .discriminatedUnion("name", [
    z.strictObject({
      name: z.literal("classes-x-pictures").default("classes-x-pictures"),
      classesPerBatch: count.default(16).describe("Classes in a batch."),
      perClass: count.default(4).describe("Pictures of each."),
      batchesPerEpoch,
      tooFew: z
        .enum(["refuse", "repeat", "leave-out"])
        .default("refuse")
        .describe("What becomes of a class of fewer pictures than a batch takes of it."),
    }),
    z.strictObject({
      name: z.literal("class-balanced"),
      batchSize: count.default(64),
      batchesPerEpoch,
    }),
    z.strictObject({ name: z.literal("shuffled"), batchSize: count.default(64) }),
  ])
  .describe("How batches are composed.");
