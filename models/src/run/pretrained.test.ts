import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import * as ort from "onnxruntime-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { likenessModels } from "../cli/captured.fixture.ts";
import { readConfig } from "../config/read-config.ts";
import { sha256Hex } from "../digest.ts";
import { createLearner, resNet50, resNetNames, sgd } from "../nn/index.ts";
import { float32, safetensors } from "../nn/pretrained/safetensors.fixture.ts";
import { openExperiment } from "./experiment.ts";
import { loadData } from "./load-data.ts";
import { withWeightsDigest } from "./pretrained.ts";
import { writeStripes } from "./stripes.fixture.ts";

const blocks = [1, 1];
const shape = { width: 1 / 32, blocks, dimension: 8 };

let directory: string;
let config: string;
let weights: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "likeness-pretrained-"));
  weights = path.join(directory, "start.safetensors");
  await writeFile(weights, await drawn(7));
  config = await writeStripes(directory, {
    network: { kind: "resnet50", weights: "start.safetensors", ...shape },
    until: { steps: 4 },
    evaluation: { every: { steps: 2 }, metric: "recall@1", ks: [1] },
  });
});

afterAll(() => rm(directory, { recursive: true }));

/** Some network's weights, by torchvision's names. */
async function drawn(seed: number): Promise<Uint8Array> {
  const network = resNet50({ input: [1, 12, 12], ...shape });
  const learner = await createLearner({ network, optimiser: sgd(), seed, ort });
  const state = learner.state();
  await learner.close();
  const tensors = resNetNames(blocks).map(({ ours, theirs }) => {
    const { shape, data } = state[ours]!;
    return [theirs, float32(shape, [...data])] as const;
  });
  return safetensors(Object.fromEntries(tensors));
}

async function open(...settings: string[]) {
  const resolved = await readConfig(config, settings);
  const data = await loadData(resolved.data, { note: expect.unreachable, signal: new AbortController().signal });
  return openExperiment(resolved, data);
}

test("a network starts from the weights of its file, with a last layer by the seed", async () => {
  const experiment = await open("seed=3");
  const state = experiment.learner.state();
  await experiment.close();
  const start = async (seed: number) => {
    const network = resNet50({ input: [1, 12, 12], ...shape });
    return (await createLearner({ network, optimiser: sgd(), seed, ort })).state();
  };
  expect(state["conv5/filters"]).toEqual((await start(7))["conv5/filters"]);
  expect(state["linear1/weights"]).toEqual((await start(3))["linear1/weights"]);
});

test("batch-norm keeps the statistics of a file; without one it measures its batches", async () => {
  const mean = async (...settings: string[]) => {
    const { learner, close } = await open(...settings);
    const values = () => learner.state()["norm1/mean"]!.data;
    const before = values();
    await learner.forward({ shape: [2, 1, 12, 12], data: Float32Array.from({ length: 288 }, (_, i) => i / 288) });
    await learner.backward(new Float32Array(16).fill(0.1), 0.01);
    const after = values();
    await close();
    return { before, after };
  };
  const kept = await mean();
  expect(kept.after).toEqual(kept.before);
  const measured = await mean(`network={ kind: resnet50, width: ${shape.width}, blocks: [1, 1], dimension: 8 }`);
  expect(measured.after).not.toEqual(measured.before);
});

test("a run says by digest what it started from, and does not go on from anything else", async () => {
  const out = path.join(directory, "run");
  expect(await likenessModels("train", config, "--out", out, "--quiet")).toMatchObject({ code: 0 });
  const digest = sha256Hex(await readFile(weights));
  expect(await readFile(path.join(out, "config.yaml"), "utf8")).toContain(`weightsSha256: ${digest}`);
  expect(await likenessModels("export", out)).toMatchObject({ code: 0 });
  const card = JSON.parse(await readFile(path.join(out, "model.json"), "utf8")) as { provenance: object };
  expect(card.provenance).toMatchObject({ backbone: `start@${digest.slice(0, 16)}` });

  await writeFile(weights, await drawn(8));
  const resumed = await likenessModels("train", "--resume", out, "--set", "until.steps=6", "--quiet");
  expect(resumed.notes).toContain(`wrong_checkpoint: ${weights} is not the file whose SHA-256 is ${digest}`);
});

test("a file that is not there, is no such file, or is for another network is refused by name", async () => {
  const refused = async (setting: string, content?: Uint8Array) => {
    if (content) await writeFile(path.join(directory, "other.safetensors"), content);
    const { code, notes } = await likenessModels("train", config, "--set", setting, "--quiet");
    expect(code).toBe(1);
    return notes;
  };
  const other = "network.weights=other.safetensors";
  const missing = await refused("network.weights=nowhere.safetensors");
  expect(missing).toMatch(/config_invalid: network\.weights: .*nowhere\.safetensors/);
  const torn = await refused(other, new Uint8Array(3));
  expect(torn).toMatch(/wrong_checkpoint: .*other\.safetensors is no safetensors file/);
  expect(await refused("network.blocks=[1, 2]")).toContain("start.safetensors has no layer2.1.conv1.weight");
  expect(await refused("network.blocks=[1]")).toContain("start.safetensors has layer2.0.conv1.weight, which");
  expect(await refused("network.width=0.0625")).toContain("start.safetensors has conv1.weight as [2, 1, 7, 7];");
  const pinned = await readConfig(config, [`network.weightsSha256=${"f".repeat(64)}`]);
  await expect(withWeightsDigest(pinned)).rejects.toThrow("is not the file whose SHA-256 is ffff");
});
