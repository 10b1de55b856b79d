import { z } from "zod";
import { fraction, notNegative, positive } from "./number.ts";

const margins = {
  posMargin: notNegative.default(0).describe("Taken off the distance of mated pairs."),
  negMargin: notNegative.default(1).describe("How far apart non-mated pairs are to be."),
};

/** The losses of `models/src/losses`, where the papers are named; defaults are those of pytorch-metric-learning. */
export const loss = z
  .discriminatedUnion("name", [
    z.strictObject({ name: z.literal("contrastive"), ...margins }),
    z.strictObject({
      name: z.literal("triplet"),
      margin: z.number().default(0.05).describe("How much farther than the positive the negative is to be."),
      swap: z.boolean().default(false).describe("Takes the distance from positive to negative where it is smaller."),
      smoothLoss: z.boolean().default(false).describe("log(1 + exp(violation)) in place of the hinge."),
    }),
    z.strictObject({ name: z.literal("n-pairs") }),
    z.strictObject({
      name: z.literal("margin"),
      margin: z.number().default(0.2).describe("How far a pair is to be from the boundary."),
      beta: positive.default(1.2).describe("The boundary of mated and non-mated distances, or where it starts."),
      nu: notNegative.default(0).describe("What beta costs, where it is learnt."),
      learnBeta: z
        .enum(["no", "one", "per-class"])
        .default("no")
        .describe("Whether beta is learnt, one for all or one for each class."),
    }),
    z.strictObject({ name: z.literal("lifted-structure"), ...margins }),
    z.strictObject({ name: z.literal("generalized-lifted"), ...margins }),
    z.strictObject({
      name: z.literal("proxy-nca"),
      softmaxScale: positive.default(1).describe("What squared distances are multiplied by."),
    }),
    z.strictObject({
      name: z.literal("ranked-list"),
      margin: notNegative.default(0.4).describe("How far inside of the non-mated the mated are to be."),
      tn: notNegative.default(5).describe("How sharply non-mated pairs are weighted; above 5 it may overflow."),
      tp: notNegative.default(0).describe("How sharply mated pairs are weighted."),
      imbalance: fraction.default(0.5).describe("The part of the non-mated in the loss."),
      alpha: positive.exactOptional().describe("Up to where non-mated pairs are pushed: 1 + margin / 2."),
    }),
    z.strictObject({
      name: z.literal("multi-similarity"),
      alpha: positive.default(2).describe("How sharply mated pairs are weighted."),
      beta: positive.default(50).describe("How sharply non-mated pairs are weighted."),
      base: z.number().default(0.5).describe("The similarity from which a pair counts as hard."),
    }),
    z.strictObject({
      name: z.literal("arcface"),
      margin: notNegative.default(28.6).describe("Added to the angle with the own class, in degrees."),
      scale: positive.default(64).describe("What cosines are multiplied by."),
    }),
    z.strictObject({
      name: z.literal("cosface"),
      margin: notNegative.default(0.35).describe("Taken off the cosine with the own class."),
      scale: positive.default(64).describe("What cosines are multiplied by."),
    }),
    z.strictObject({
      name: z.literal("sup-con"),
      temperature: positive.default(0.1).describe("What similarities are divided by."),
    }),
  ])
  .describe("What is made small.");
