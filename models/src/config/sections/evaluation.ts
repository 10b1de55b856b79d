import { z } from "zod";
import { interval } from "./interval.ts";
import { count } from "./number.ts";

export const metricNames = ["map@r", "r-precision", "nmi", "ami", "f1"] as const;

/** When and by what the best state is chosen. */
export const evaluation = z
  .strictObject({
    every: interval.prefault({ epochs: 1 }).describe("How often the validation is looked at."),
    atStart: z
      .boolean()
      .default(false)
      .describe("Whether before the first step too: a run that makes it worse then gives what it started from."),
    ks: z.array(count).min(1).default([1, 2, 4, 8]).describe("The K of Recall@K."),
    metric: z
      .string()
      .default("map@r")
      .describe(`What chooses the best state: recall@K, for a K of ks, or one of ${metricNames.join(", ")}.`),
    patience: count.exactOptional().describe("Stops early, after so many evaluations without a new best."),
    batchSize: count.default(256).describe("Pictures embedded at a time."),
  })
  .superRefine(({ metric, ks }, context) => {
    const names = [...ks.map((k) => `recall@${k}`), ...metricNames];
    if (names.includes(metric)) return;
    context.addIssue({ code: "invalid_value", values: names, input: metric, path: ["metric"] });
  })
  .prefault({})
  .describe("When the validation is looked at, and what chooses the best state.");
