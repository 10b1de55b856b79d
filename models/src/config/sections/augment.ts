import { z } from "zod";
import { count, fraction, notNegative, positive } from "./number.ts";

const probability = (usual: number) => fraction.default(usual).describe("How often it is done.");
const byte = z.int().min(0).max(255);
const range = (of: z.ZodNumber) => z.tuple([of, of]);
const strength = fraction.default(0).describe("Changed by a factor from 1 - this to 1 + this.");

/** What is done to pictures in training; the values are the steps of `models/src/data/augment`. */
export const augment = z
  .array(
    z.discriminatedUnion("op", [
      z.strictObject({ op: z.literal("resize"), width: count, height: count }),
      z.strictObject({ op: z.literal("centre-crop"), width: count, height: count }),
      z.strictObject({ op: z.literal("invert") }),
      z.strictObject({
        op: z.literal("fit-ink"),
        size: count.describe("The side of the result."),
        margin: notNegative
          .default(0.1)
          .describe("What is left free at each side, in parts of the drawing's longer side."),
        threshold: byte.default(128).describe("A pixel is ink from this value on."),
      }),
      z.strictObject({
        op: z.literal("crop"),
        width: count.exactOptional().describe("The picture's own."),
        height: count.exactOptional().describe("The picture's own."),
        padding: z.int().min(0).default(0).describe("Pixels put around the picture first."),
        fill: byte.default(0).describe("What padding is made of."),
      }),
      z.strictObject({
        op: z.literal("resized-crop"),
        width: count,
        height: count,
        area: range(positive).default([0.08, 1]).describe("Least and largest part of the picture's area."),
        ratio: range(positive)
          .default([3 / 4, 4 / 3])
          .describe("Least and largest width over height."),
      }),
      z.strictObject({ op: z.literal("flip"), probability: probability(0.5) }),
      z.strictObject({
        op: z.literal("colour"),
        brightness: strength,
        contrast: strength,
        saturation: strength,
        probability: probability(1),
      }),
      z.strictObject({
        op: z.literal("erase"),
        probability: probability(0.5),
        area: range(positive).default([0.02, 0.4]).describe("Least and largest part of the picture's area."),
        ratio: range(positive)
          .default([0.3, 1 / 0.3])
          .describe("Least and largest height over width."),
        fill: z.union([byte, z.literal("noise")], { error: "must be a byte or noise" }).default("noise"),
      }),
      z.strictObject({
        op: z.literal("rotate"),
        degrees: notNegative.describe("The largest angle, to either side."),
        fill: byte.default(0).describe("What comes in from outside."),
      }),
      z.strictObject({
        op: z.literal("warp"),
        degrees: notNegative.default(0).describe("The largest angle, to either side."),
        scale: notNegative.default(0).describe("Width and height, each by a factor from e^-scale to e^scale."),
        shear: notNegative.default(0).describe("The largest slant, to either side: sideways by height."),
        shift: fraction.default(0).describe("The largest shift in each direction, in parts of the side."),
        bend: fraction
          .default(0)
          .describe("How far parts of the picture move against each other, in parts of the side."),
        fill: byte.default(0).describe("What comes in from outside."),
      }),
      z.strictObject({ op: z.literal("grey"), probability: probability(0.1) }),
    ]),
  )
  .default([])
  .describe("What is done to a picture in training, one step after another; evaluation sees it as it is.");
