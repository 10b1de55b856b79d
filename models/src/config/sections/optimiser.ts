import { z } from "zod";
import { count, fraction, notNegative, positive } from "./number.ts";

const common = {
  rate: positive.default(0.001).describe("The learning rate, which the schedule changes."),
  clip: positive.exactOptional().describe("The gradient of all weights is made no longer than this."),
  lossRateTimes: positive.default(100).describe("How much faster the loss's own parameters learn, such as proxies."),
  decayAll: z.boolean().default(false).describe("Biases and batch-norm decay too."),
};
const moments = {
  beta1: fraction.default(0.9),
  beta2: fraction.default(0.999),
  epsilon: positive.default(1e-8),
};

/** How weights follow their gradient. */
export const optimiser = z
  .discriminatedUnion("name", [
    z.strictObject({
      name: z.literal("adamw").default("adamw"),
      ...common,
      weightDecay: notNegative.default(0.01),
      ...moments,
    }),
    z.strictObject({ name: z.literal("adam"), ...common, weightDecay: notNegative.default(0), ...moments }),
    z.strictObject({
      name: z.literal("sgd"),
      ...common,
      weightDecay: notNegative.default(0),
      momentum: fraction.default(0.9),
      nesterov: z.boolean().default(false),
    }),
  ])
  .describe("How weights follow their gradient.");

const warmUp = z.int().min(0).default(0).describe("Steps in which the rate climbs from nothing.");

/** How the learning rate changes. */
export const schedule = z
  .discriminatedUnion("name", [
    z.strictObject({ name: z.literal("constant"), warmUp }),
    z.strictObject({
      name: z.literal("cosine").default("cosine"),
      warmUp,
      minimum: notNegative.default(0).describe("The rate at the end."),
    }),
    z.strictObject({
      name: z.literal("step"),
      warmUp,
      at: z.array(positive).min(1).describe("Steps from which on the rate falls; below 1 they are parts of the run."),
      factor: fraction.default(0.1).describe("The rate after by that before."),
    }),
    z.strictObject({
      name: z.literal("plateau"),
      warmUp,
      factor: fraction.default(0.1).describe("The rate after by that before."),
      patience: count.default(3).describe("Evaluations without a new best before the rate falls."),
      minimum: notNegative.default(0).describe("It falls no further."),
    }),
  ])
  .describe("How the learning rate changes.");
