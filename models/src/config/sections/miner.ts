import { z } from "zod";
import { count, notNegative, positive } from "./number.ts";

const strategy = z.enum(["hard", "semihard", "easy", "all"]);

/** The miners of `models/src/miners`, where the papers are named. */
export const miner = z
  .discriminatedUnion("name", [
    z.strictObject({ name: z.literal("none") }),
    z.strictObject({
      name: z.literal("random-negative"),
      triplets: count.exactOptional().describe("As many as the batch has pictures."),
    }),
    z.strictObject({
      name: z.literal("semi-hard"),
      margin: notNegative.default(0.2).describe("How much farther than the positive a negative may be."),
    }),
    z.strictObject({ name: z.literal("soft-hard") }),
    z.strictObject({ name: z.literal("n-pairs") }),
    z.strictObject({
      name: z.literal("distance-weighted"),
      cutoff: positive.default(0.5).describe("Nearer negatives count as if this far."),
      nonzeroLossCutoff: positive.default(1.4).describe("Negatives this far or farther are never drawn."),
    }),
    z.strictObject({ name: z.literal("batch-hard") }),
    z.strictObject({
      name: z.literal("batch-easy-hard"),
      posStrategy: strategy.default("easy").describe("Which positive each anchor gets."),
      negStrategy: strategy.default("semihard").describe("Which negative each anchor gets."),
    }),
    z.strictObject({
      name: z.literal("multi-similarity"),
      epsilon: z.number().default(0.1).describe("How much easier than the hardest of the other kind a pair may be."),
    }),
    z.strictObject({
      name: z.literal("triplet-margin"),
      margin: z.number().default(0.2).describe("Triplets that violate it are taken."),
      typeOfTriplets: z.enum(["all", "hard", "semihard", "easy"]).default("all").describe("Which of them."),
    }),
    z.strictObject({
      name: z.literal("pair-margin"),
      posMargin: notNegative.default(0.2).describe("Mated pairs farther apart than this are taken."),
      negMargin: notNegative.default(0.8).describe("Non-mated pairs closer than this are taken."),
    }),
  ])
  .describe("Which pairs or triplets of a batch the loss learns from; none: all of them.");
