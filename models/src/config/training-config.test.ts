import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import type { AugmentStep } from "../data/augment/step.ts";
import { configDigest } from "./config-digest.ts";
import { configSchema } from "./json-schema.ts";
import { parseConfig } from "./parse-config.ts";
import { readConfig } from "./read-config.ts";
import { trainingConfig } from "./training-config.ts";

const models = path.resolve(import.meta.dirname, "../..");
const examples = path.join(models, "examples");
const least = `
data: { kind: mnist, train: ["0"], test: ["1"] }
network: { kind: convnet }
loss: { name: triplet }
until: { epochs: 1 }
`;
const read = (text: string) => parseConfig(trainingConfig, least + text, "train.yaml");

test("the schema for editors is current: likeness-models schema > models/train.schema.json", async () => {
  expect(await readFile(path.join(models, "train.schema.json"), "utf8")).toBe(configSchema());
});

test("every example is right, names its schema, and resolves to itself", async () => {
  const files = (await readdir(examples)).filter((file) => file.endsWith(".yaml"));
  expect(files.toSorted()).toEqual(
    ["cars196-resnet50", "cub200-resnet50", "digits", "faces-head", "omniglot", "sop-resnet50"].map(
      (name) => `${name}.yaml`,
    ),
  );
  for (const file of files) {
    const config = await readConfig(path.join(examples, file));
    expect(config.name).toBe(path.basename(file, ".yaml"));
    expect(await readFile(path.join(examples, file), "utf8")).toMatch(
      /^# yaml-language-server: \$schema=\.\.\/train\.schema\.json\n/,
    );
    expect(trainingConfig.parse(config)).toEqual(config);
  }
});

test("a short file is enough: everything else has a default", () => {
  const config = read("");
  expect(config).toMatchObject({
    data: { validation: [], rotations: false, normalise: { mean: [0], divisor: [255] } },
    network: { dimension: 64 },
    loss: { margin: 0.05, swap: false },
    miner: { name: "none" },
    sampler: { name: "classes-x-pictures", classesPerBatch: 16, perClass: 4 },
    optimiser: { name: "adamw", weightDecay: 0.01, beta2: 0.999 },
    schedule: { name: "cosine", warmUp: 0 },
    evaluation: { every: { epochs: 1 }, ks: [1, 2, 4, 8], metric: "map@r" },
    seed: 1,
    augment: [],
  });
});

test("a section without a name has the usual one", () => {
  const { optimiser, schedule, sampler } = read(
    "optimiser: { rate: 3 }\nschedule: { warmUp: 4 }\nsampler: { perClass: 5 }",
  );
  expect([optimiser, schedule, sampler]).toMatchObject([
    { name: "adamw", rate: 3 },
    { name: "cosine", warmUp: 4 },
    { name: "classes-x-pictures", perClass: 5 },
  ]);
});

test.each([
  ["miner: { name: semihard }", "train.yaml:6: miner.name must be one of none, random-negative, semi-hard"],
  [
    "evaluation: { metric: recall@3 }",
    "train.yaml:6: evaluation.metric must be one of recall@1, recall@2, recall@4, recall@8, map@r, r-precision, " +
      'nmi, ami, f1, not "recall@3"',
  ],
  ["augment:\n- { op: flip, probability: 2 }", "train.yaml:7: augment[0].probability must be at most 1"],
  ["augment:\n- { op: filp }", "flip is probably meant"],
  ["until: { epochs: 1, steps: 2 }", "Map keys must be unique"],
  ["schedule: { name: step }", "train.yaml:6: schedule.at is missing"],
  ["memory: { size: 10, form: 1 }", "train.yaml:6: there is no memory.form; memory.from is probably meant"],
  ["optimizer: { name: adam }", "train.yaml:6: there is no optimizer; optimiser is probably meant"],
])("%j is refused", (text, words) => {
  expect(() => read(text)).toThrow(words);
});

test("every step of the augmentation can be written", () => {
  const size = { width: 8, height: 8 };
  const steps: Readonly<Record<AugmentStep["op"], object>> = {
    resize: size,
    "centre-crop": size,
    invert: {},
    "fit-ink": { size: 8 },
    crop: {},
    "resized-crop": size,
    flip: {},
    colour: {},
    erase: {},
    rotate: { degrees: 1 },
    warp: {},
    grey: {},
  };
  const augment = Object.entries(steps).map(([op, fields]) => ({ op, ...fields }));
  expect(read(`augment: ${JSON.stringify(augment)}`).augment).toMatchObject(augment);
});

test("what does not go together is refused", () => {
  const other = (loss: string, rest: string) => () =>
    parseConfig(trainingConfig, `${least.replace("triplet", loss)}${rest}`, "train.yaml");
  expect(other("ranked-list", "miner: { name: semi-hard }")).toThrow(
    "train.yaml:6: miner.name must be none with the loss ranked-list",
  );
  expect(other("arcface", "memory: { size: 100 }")).toThrow("train.yaml:4: loss.name cannot be arcface with a memory");
  expect(other("contrastive", "memory: { size: 100 }")).not.toThrow();
});

test("paths are from the file's folder, and the name is the file's unless it is given", async () => {
  const omniglot = await readConfig(path.join(examples, "omniglot.yaml"));
  expect(omniglot.data).toMatchObject({ path: path.join(examples, "data/omniglot.tar.gz") });
  const set = await readConfig(path.join(examples, "digits.yaml"), ["name=null", "out=runs/a"]).catch(
    (error: Error) => error.message,
  );
  expect(set).toContain("--set name: name must be text, not null");
  const cub = await readConfig(path.join(examples, "cub200-resnet50.yaml"));
  expect(cub.network).toMatchObject({ weights: path.join(examples, "resnet50.safetensors") });
  const onFile = await readConfig(path.join(examples, "faces-head.yaml"), ["network.backbone=resnet50.onnx"]);
  expect(onFile.network).toMatchObject({ backbone: path.join(examples, "resnet50.onnx") });
  await expect(readConfig("nowhere.yaml")).rejects.toMatchObject({
    code: "config_invalid",
    message: /nowhere\.yaml cannot be read/,
  });
});

test("the digest is of what a step follows from, and of nothing else", async () => {
  const digest = async (...settings: string[]) =>
    configDigest(await readConfig(path.join(examples, "digits.yaml"), settings));
  const plain = await digest();
  expect(await digest("until.steps=9", "threads=2", "out=x", "name=y", "workers=1")).toBe(plain);
  for (const setting of ["seed=2", "loss.temperature=3", "optimiser.rate=0.1", "data.rotations=false"]) {
    expect(await digest(setting)).not.toBe(plain);
  }
});
