import { z } from "zod";
import type { Interval } from "../../train/index.ts";
import { count } from "./number.ts";

/** A number of epochs or of steps, whichever is written. */
export const interval = z
  .strictObject({
    epochs: count.exactOptional().describe("Times that as many pictures as there are have been seen."),
    steps: count.exactOptional().describe("Batches."),
  })
  .refine(({ epochs, steps }) => (epochs === undefined) !== (steps === undefined), "must have either epochs or steps");

/** What was written, for the training. */
export function intervalOf({ epochs, steps }: z.output<typeof interval>): Interval {
  return epochs === undefined ? { steps: steps! } : { epochs };
}
