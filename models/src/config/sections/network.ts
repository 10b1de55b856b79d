import { z } from "zod";
import { count, positive, text } from "./number.ts";

const dimension = (usual: number) => count.default(usual).describe("Values of an embedding.");

/** What learns. */
export const network = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("convnet"),
      dimension: dimension(64),
      channels: z.array(count).min(1).default([32, 32, 64, 64]).describe("Of each block, which halves the picture."),
    }),
    z.strictObject({
      kind: z.literal("mobilefacenet"),
      dimension: dimension(128),
      width: positive.default(1).describe("All channels times this."),
    }),
    z.strictObject({
      kind: z.literal("resnet50"),
      weights: text
        .exactOptional()
        .describe(
          "A .safetensors file by torchvision's names that it starts from; batch-norm keeps the file's statistics then. " +
            "None: everything is learnt from nothing.",
        ),
      weightsSha256: z
        .string()
        .regex(/^[0-9a-f]{64}$/, "must be 64 hex digits")
        .exactOptional()
        .describe("Of that file: another one is refused. A run's config.yaml has it."),
      dimension: dimension(128),
      width: positive.default(1).describe("All channels times this."),
      blocks: z.array(count).min(1).default([3, 4, 6, 3]).describe("Bottlenecks of each stage."),
    }),
    z.strictObject({
      kind: z.literal("head"),
      backbone: text.describe(
        "What stays as it is: an ONNX file, pictures in and vectors out; or a card of this project, such as dlib-resnet.",
      ),
      output: text.exactOptional().describe("The backbone's tensor to learn on, if it has several."),
      dimension: dimension(128),
      hidden: z.array(count).default([]).describe("Features of the layers between; none: one linear layer."),
      residual: z
        .boolean()
        .default(false)
        .describe("Starts as the backbone, and adds to what it gives; weight decay pulls it back there."),
    }),
  ])
  .describe("What learns.");
