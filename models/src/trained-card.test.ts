import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { assertModelId, cosine, modelIdOf, normalize, type EmbedderCard } from "@likeness/sdk/core";
import {
  cardJson,
  checkGolden,
  createFaceEmbedder,
  decodePicture,
  loadModel,
  loadModels,
  nodeRuntime,
  parseCard,
  type Runtime,
} from "@likeness/sdk/face/node";
import { lightRuntime } from "@likeness/sdk/runtime/light";
import * as web from "onnxruntime-web";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeAtomically } from "./atomic-write.ts";
import { buildModel } from "./build.ts";
import { cardPath, loadCard, modelPath } from "./cards.ts";
import { cutAt, fuse } from "./fuse/index.ts";
import { edited, linearHead, smallClassifier } from "./fuse/linear-head.fixture.ts";
import { GraphBuilder } from "./onnx/graph.ts";
import { readModel } from "./onnx/model-file.ts";
import { float32 } from "./onnx/tensor.ts";
import { maxDifference, runOnnx } from "./oracle/run-onnx.ts";
import { modelsDirectory } from "./places.ts";
import { seeded } from "./random.ts";
import { trainedCard, type TrainedModel } from "./trained-card.ts";

/** A group picture that the face-api package carries. */
const sample = path.join(path.dirname(createRequire(import.meta.url).resolve("@vladmandic/face-api/package.json")), "demo/sample1.jpg");

const provenance = {
  author: "nobody",
  training: "none: numbers by chance",
  source: "none",
  datasets: [{ name: "numbers by chance", use: "training", terms: "CC0-1.0", source: "none" }],
} as const;

const licence = { weights: "CC0-1.0", statement: "Made by a test." };

const wholePicture: TrainedModel = {
  name: "small",
  onnx: fuse(smallClassifier(), linearHead(16, 4), { features: "row" }),
  input: { channels: "rgb", mean: [127.5, 127.5, 127.5], divisor: 128, width: 8, height: 8 },
  licence,
  provenance,
};

describe("a head on the dlib ResNet, fused with it", () => {
  const dimension = 32;
  const random = seeded(3);
  const matrix = Float32Array.from({ length: 128 * dimension }, () => random.normal());
  let directory: string;
  let backbone: Uint8Array;
  let fused: Uint8Array;
  let card: EmbedderCard;
  let below: EmbedderCard;

  beforeAll(async () => {
    await Promise.all((["ultraface-rfb", "landmark-68", "dlib-resnet"] as const).map((name) => buildModel(name)));
    directory = await mkdtemp(path.join(tmpdir(), "trained-"));
    below = await loadCard("dlib-resnet");
    backbone = await readFile(modelPath(below));
    fused = fuse(backbone, turning(), { metadata: { backbone: below.modelId } });
    const { tensor: _, ...input } = below.input;
    card = (await trainedCard({
      name: "turned",
      onnx: fused,
      input: { ...input, alignment: below.alignment },
      licence: below.licence,
      provenance: { ...provenance, config: "c0ffee".padEnd(64, "0"), backbone: below.modelId },
    })) as EmbedderCard;
    await writeAtomically(path.join(directory, card.weights.file), fused);
    await writeAtomically(path.join(directory, "turned.json"), cardJson(card));
  }, 120_000);

  afterAll(() => rm(directory, { recursive: true }));

  /** A linear head without a bias: what it makes of a vector's direction is the direction of what it makes of the vector. */
  function turning(): Uint8Array {
    const graph = new GraphBuilder("turn");
    const x = graph.input("features", ["batch", 128]);
    const weight = graph.constant("weight", float32([128, dimension], matrix));
    graph.output(graph.node("MatMul", "turned", [x, weight]), ["batch", dimension]);
    return graph.build();
  }

  test("gives bit for bit what the head makes of the ResNet's answer, for one face and for two", async () => {
    for (const rows of [1, 2]) {
      const faces = Float32Array.from({ length: rows * 3 * 150 * 150 }, () => random.normal());
      const shape = [rows, 3, 150, 150];
      const { embedding } = await runOnnx(backbone, faces, shape);
      const { turned } = await runOnnx(turning(), embedding!.data, [rows, 128], "features");
      expect((await runOnnx(fused, faces, shape))["turned"]).toEqual(turned);
    }
  });

  test("is loaded by its card, and gives a face the template that the head makes of the ResNet's", async () => {
    const runtime = nodeRuntime({ threads: 1 });
    const plain = await loadModels(
      { detector: cardPath("ultraface-rfb"), landmarker: cardPath("landmark-68"), embedder: cardPath("dlib-resnet") },
      { directory: `${modelsDirectory}/` },
    );
    const turned = { ...plain, embedder: await loadModel<EmbedderCard>(path.join(directory, "turned.json")) };
    expect(turned.embedder.card).toEqual(card);
    const [before, after] = await Promise.all([plain, turned].map((models) => createFaceEmbedder({ runtime, models })));
    const picture = await decodePicture(await sharp(sample).extract({ left: 740, top: 350, width: 380, height: 400 }).png().toBuffer());
    const [one] = (await before!.analyze(picture)).faces;
    const [other] = (await after!.analyze(picture)).faces;
    await Promise.all([before!.close(), after!.close()]);
    expect(other!.template.modelId).toBe(card.modelId);
    expect(cosine(other!.template.vector, normalize(turnedBy(one!.template.vector)))).toBeCloseTo(1, 6);
  }, 60_000);

  /** The head, the slow way. */
  function turnedBy(vector: ArrayLike<number>): number[] {
    return Array.from({ length: dimension }, (_, to) =>
      Array.from(vector).reduce((sum, value, from) => sum + value * matrix[from * dimension + to]!, 0),
    );
  }

  test.each<[string, () => Runtime]>([
    ["the light runtime", lightRuntime],
    ["onnxruntime-node", nodeRuntime],
  ])("%s gives what the card says", async (_, runtimeOf) => {
    const session = await runtimeOf().load(Uint8Array.from(fused));
    expect((await checkGolden(session, card)).cosine).toBeGreaterThan(0.999_999);
    await session.release();
  });

  test("onnxruntime-web gives what onnxruntime-node gives", async () => {
    web.env.wasm.numThreads = 1;
    const session = await web.InferenceSession.create(fused);
    const face = Float32Array.from({ length: 3 * 150 * 150 }, () => random.normal());
    const { turned } = await session.run({ image: new web.Tensor("float32", face, [1, 3, 150, 150]) });
    await session.release();
    const wanted = (await runOnnx(fused, face, [1, 3, 150, 150]))["turned"]!.data;
    expect(maxDifference(turned!.data as Float32Array, wanted)).toBeLessThan(1e-5 * Math.hypot(...wanted));
  });

  test("names the backbone in the card and in the file, and another matrix is another model", async () => {
    expect(card.provenance).toMatchObject({ package: "none", backbone: below.modelId });
    expect(card.modelId).not.toBe(below.modelId);
    expect(await modelIdOf(card)).toBe(card.modelId);
    expect(readModel(fused, "fused").metadataProps).toMatchObject([{ key: "backbone", value: below.modelId }]);
  });
});

describe("a network of whole pictures", () => {
  test("has a card with its dimension and golden vectors, which the SDK reads", async () => {
    const card = await trainedCard(wholePicture);
    expect(card).toMatchObject({
      task: "embed-picture",
      dimension: 4,
      input: { tensor: "image", width: 8, height: 8 },
      output: { tensor: "embedding" },
      weights: { file: "small.onnx", bytes: wholePicture.onnx.length },
      calibration: { thresholds: [] },
    });
    expect(parseCard(JSON.parse(cardJson(card)))).toEqual(card);
    await expect(assertModelId(card)).resolves.toBeUndefined();
    const session = await nodeRuntime().load(Uint8Array.from(wholePicture.onnx));
    expect((await checkGolden(session, card)).ok).toBe(true);
    await session.release();
  });

  test("may be grey", async () => {
    const graph = new GraphBuilder("grey");
    const x = graph.input("drawing", ["batch", 1, 4, 4]);
    graph.output(graph.node("Flatten", "embedding", [x], { axis: 1 }), ["batch", 16]);
    const input = { channels: "grey", mean: [0], divisor: 255, width: 4, height: 4 } as const;
    expect(await trainedCard({ ...wholePicture, onnx: graph.build(), input })).toMatchObject({ dimension: 16 });
  });
});

describe("refused:", () => {
  const refused = (changes: Partial<TrainedModel>, code: string, words: string) =>
    expect(trainedCard({ ...wholePicture, ...changes })).rejects.toMatchObject({ code, message: expect.stringContaining(words) });

  test("an input of another size than the model takes", () =>
    refused(
      { input: { channels: "rgb", mean: [0, 0, 0], divisor: 1, width: 9, height: 8 } },
      "model_unsupported",
      "small.onnx does not run on the input that its card says",
    ));

  test("a model that gives no row of numbers", () =>
    refused({ onnx: cutAt(smallClassifier(), "maps") }, "model_unsupported", "small.onnx gives [1, 16, 6, 6] for one picture"));

  test("a model of several outputs", () =>
    refused(
      { onnx: edited(smallClassifier(), ({ graph }) => void graph!.output.push({ ...graph!.output[0]!, name: "row" })) },
      "model_unsupported",
      "small.onnx has 2 outputs, an embedder has one",
    ));

  test("a model whose answer is no number", () =>
    refused({ input: { channels: "rgb", mean: [0, 0, 0], divisor: 1e-45, width: 8, height: 8 } }, "model_unsupported", "finite"));

  test.each<[field: string, changes: Partial<TrainedModel>]>([
    ["licence.statement", { licence: { weights: "MIT", statement: "" } }],
    ["provenance.datasets[0].terms", { provenance: { ...provenance, datasets: [{ ...provenance.datasets[0], terms: "" }] } }],
    ["name", { name: "a/b", file: "ab.onnx" }],
  ])("a card whose %s says nothing that a card can say", (field, changes) => refused(changes, "config_invalid", `${field}: `));
});
