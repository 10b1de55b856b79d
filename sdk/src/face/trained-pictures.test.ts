import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as ort from "onnxruntime-node";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeAtomically } from "../../../models/src/atomic-write.ts";
import { classFolders, evaluationBatches } from "../../../models/src/data/index.ts";
import { multiSimilarity } from "../../../models/src/losses/index.ts";
import { adam, convNet, createLearner } from "../../../models/src/nn/index.ts";
import { trainedCard } from "../../../models/src/trained-card.ts";
import type { PictureEmbedderCard } from "../core/index.ts";
import { seeded } from "../core/seeded.fixture.ts";
import { lightRuntime } from "../runtime/light.ts";
import type { Runtime } from "../runtime/session.ts";
import { cardJson, checkGolden, createPictureEmbedder, decodePicture, loadModel, nodeRuntime } from "./node.ts";

/** What the networks take; the files are of other sizes. */
const size = { width: 16, height: 12 };

const spaces = {
  grey: { channels: "grey", mean: [127.5], divisor: 127.5, ...size },
  rgb: { channels: "rgb", mean: [123, 117, 104], divisor: 58, ...size },
  bgr: { channels: "bgr", mean: [104, 117, 123], divisor: 58, ...size },
} as const;

describe.each(["grey", "rgb", "bgr"] as const)("a network that was trained on %s pictures", (space) => {
  const input = spaces[space];
  const channels = input.mean.length as 1 | 3;
  let folder: string;
  let files: string[];
  /** What the learner makes of each file. */
  let embeddings: readonly Float32Array[];

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "pictures-"));
    files = await writePictures(folder, channels);
    const dataset = await classFolders(folder, { decoding: { channels } });
    const learner = await createLearner({
      network: convNet({ input: [channels, size.height, size.width], dimension: 6, channels: [8, 12] }),
      optimiser: adam(),
      seed: 4,
      ort,
      sessionOptions: { intraOpNumThreads: 1 },
    });
    const { mean, divisor } = input;
    const normalise = { mean, divisor, ...(space !== "grey" && { channels: space }) };
    const options = { dataset, batchSize: files.length, steps: [{ op: "resize", ...size }], normalise } as const;
    const loss = multiSimilarity();
    for await (const { inputs, labels } of evaluationBatches(options)) {
      const losses: number[] = [];
      for (let step = 0; step < 6; step++) {
        const found = loss.compute({ embeddings: await learner.forward(inputs), labels });
        await learner.backward(found.gradient, 0.01);
        losses.push(found.loss);
      }
      expect(losses.at(-1)).toBeLessThan(losses[0]!);
      const { data, columns } = await learner.embed(inputs);
      embeddings = files.map((_, row) => data.subarray(row * columns, (row + 1) * columns));
    }
    const onnx = learner.exportOnnx();
    await learner.close();
    const card = await trainedCard({ name: "patterns", onnx, input, licence, provenance });
    await writeAtomically(path.join(folder, card.weights.file), onnx);
    await writeAtomically(path.join(folder, "patterns.json"), cardJson(card));
  });

  afterAll(() => rm(folder, { recursive: true }));

  test.each<[string, () => Runtime]>([
    ["the light runtime", lightRuntime],
    ["onnxruntime", nodeRuntime],
  ])("gives files by its card the templates that it gave them in training, on %s", async (_, runtimeOf) => {
    const model = await loadModel<PictureEmbedderCard>(path.join(folder, "patterns.json"));
    const session = await runtimeOf().load(model.bytes);
    expect((await checkGolden(session, model.card)).ok).toBe(true);
    await session.release();

    const embedder = await createPictureEmbedder({ runtime: runtimeOf(), model });
    const pictures = await Promise.all(files.map((file) => decodePicture(file)));
    const templates = await embedder.embedAll(pictures);
    expect(templates).toHaveLength(embeddings.length);
    for (const [n, { modelId, vector }] of templates.entries()) {
      expect(modelId).toBe(model.card.modelId);
      const apart = Math.max(...vector.map((value, i) => Math.abs(value - embeddings[n]![i]!)));
      expect(apart).toBeLessThan(1e-5);
    }
    expect(await embedder.embed(pictures[3]!)).toEqual(templates[3]);
    await embedder.close();
    await expect(embedder.embed(pictures[3]!)).rejects.toMatchObject({ code: "closed" });
  });
});

const licence = { weights: "CC0-1.0", statement: "Made by a test." };
const provenance = {
  author: "nobody",
  training: "six steps",
  source: "none",
  datasets: [{ name: "stripes by chance", use: "training", terms: "CC0-1.0", source: "none" }],
} as const;

/** Three classes of stripes under noise, four pictures each of several sizes, in the order in which they are read. */
async function writePictures(folder: string, channels: 1 | 3): Promise<string[]> {
  const random = seeded(5);
  const files: string[] = [];
  for (const [label, name] of ["across", "both", "down"].entries()) {
    await mkdir(path.join(folder, name));
    for (let n = 0; n < 4; n++) {
      const [width, height] = [20 + 13 * n, 31 - 5 * n];
      const pixels = Uint8Array.from({ length: width * height * channels }, (_, i) => {
        const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
        const wave = Math.sin((label > 0 ? x : 0) + (label < 2 ? y : 0) + (i % channels));
        return 128 + 60 * wave + 60 * (random() - 0.5);
      });
      const file = path.join(folder, name, `${n}.png`);
      await writeAtomically(file, await sharp(pixels, { raw: { width, height, channels } }).png().toBuffer());
      files.push(file);
    }
  }
  return files;
}
