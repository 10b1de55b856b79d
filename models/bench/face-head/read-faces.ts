import { readFile } from "node:fs/promises";
import type { EmbedderCard } from "@likeness/sdk/core";
import { nodeRuntime } from "@likeness/sdk/face/node";
import * as ort from "onnxruntime-node";
import type { AugmentStep } from "../../src/data/augment/step.ts";
import { batches } from "../../src/data/batch/batches.ts";
import { classFolders } from "../../src/data/class-folders.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { faceChips } from "../../src/data/face-chips.ts";
import { defaultModels, type ModelFile } from "../../src/default-models.ts";
import { matrix } from "../../src/matrix.ts";
import type { Faces } from "./faces.ts";

/** Another light, another camera, the other side, a face that was found a little askew. */
const changes: readonly AugmentStep[] = [
  { op: "flip" },
  { op: "colour", brightness: 0.3, contrast: 0.3, saturation: 0.3 },
  { op: "warp", degrees: 8, scale: 0.05, shift: 0.03 },
];

export interface ReadFaces {
  readonly chips: Dataset;
  readonly faces: Faces;
  readonly withoutFace: number;
}

/**
 * Finds, aligns and embeds the largest face of every picture as the SDK does, once, and of copies that were changed by
 * chance.
 *
 * @param folder a folder of pictures per person
 */
export async function readFaces(folder: string, { copies }: { readonly copies: number }): Promise<ReadFaces> {
  const pictures = await classFolders(folder);
  const { detector, landmarker, embedder } = await defaultModels();
  const [boxes, points] = [await withBytes(detector), await withBytes(landmarker)];
  const options = { runtime: nodeRuntime(), detector: boxes, landmarker: points, embedder: embedder.card };
  const { chips, withoutFace } = await faceChips(pictures, options);
  const features = await embed(chips, embedder, copies);
  const { classes: people, labels } = chips;
  return { chips, faces: { people, labels, features, copies: copies + 1 }, withoutFace: withoutFace.length };
}

async function embed(chips: Dataset, { card, file }: ModelFile<EmbedderCard>, copies: number) {
  const session = await ort.InferenceSession.create(file, { intraOpNumThreads: 1 });
  const [count, columns] = [chips.labels.length, card.dimension];
  const all = new Float32Array(count * (copies + 1) * columns);
  try {
    for (let copy = 0; copy <= copies; copy++) {
      const order = Array.from({ length: Math.ceil(count / batchSize) }, (_, i) =>
        Int32Array.from({ length: Math.min(batchSize, count - i * batchSize) }, (_, j) => i * batchSize + j),
      );
      const augment = copy === 0 ? [] : changes;
      // The epoch is the number of the copy: each is changed in another way.
      const options = { dataset: chips, augment, normalise: card.input, seed: 1, order, epoch: copy };
      for await (const { inputs, indexes } of batches(options)) {
        const input = new ort.Tensor("float32", inputs.data, [...inputs.shape]);
        const given = await session.run({ [card.input.tensor]: input });
        const vectors = given[card.output.tensor]!.data as Float32Array;
        indexes.forEach((index, i) => {
          all.set(vectors.subarray(i * columns, (i + 1) * columns), (index * (copies + 1) + copy) * columns);
        });
      }
    }
  } finally {
    await session.release();
  }
  return matrix(all, count * (copies + 1), columns);
}

const batchSize = 20;

async function withBytes<Card extends ModelFile["card"]>({ card, file }: ModelFile<Card>) {
  return { card, bytes: new Uint8Array(await readFile(file)) };
}
