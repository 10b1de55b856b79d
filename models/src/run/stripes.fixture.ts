// Test support: small grey pictures in IDX files, stripes whose turn is their class, and a configuration for them.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { stringify } from "yaml";
import { seeded } from "../random.ts";

const [classes, perClass, side] = [6, 16, 12];

/** Writes the files and `stripes.yaml`, with changes to its sections. */
export async function writeStripes(folder: string, changes: object = {}): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [part, seed] of [
    ["train", 1],
    ["test", 2],
  ] as const) {
    const { images, labels } = pictures(seed);
    await writeFile(path.join(folder, `${part}-images`), images);
    await writeFile(path.join(folder, `${part}-labels`), labels);
  }
  const config = path.join(folder, "stripes.yaml");
  await writeFile(config, stringify({ ...base, ...changes }));
  return config;
}

const names = Array.from({ length: classes }, (_, n) => `turn ${n}`);

const base = {
  data: {
    kind: "idx",
    images: "train-images",
    labels: "train-labels",
    testImages: "test-images",
    testLabels: "test-labels",
    classes: names,
    train: names.slice(0, 3),
    test: names.slice(3),
  },
  network: { kind: "convnet", dimension: 8, channels: [4, 8] },
  loss: { name: "multi-similarity" },
  miner: { name: "multi-similarity" },
  sampler: { name: "classes-x-pictures", classesPerBatch: 3, perClass: 4 },
  augment: [{ op: "crop", padding: 1 }],
  until: { steps: 30 },
  evaluation: { every: { steps: 15 }, metric: "recall@1", ks: [1, 2] },
  checkpoints: { every: { steps: 10 } },
};

function pictures(seed: number): { readonly images: Uint8Array; readonly labels: Uint8Array } {
  const random = seeded(seed);
  const count = classes * perClass;
  const header = (shape: readonly number[]) => [
    0,
    0,
    8,
    shape.length,
    ...shape.flatMap((size) => [0, 0, size >> 8, size & 255]),
  ];
  const labels = Array.from({ length: count }, (_, i) => i % classes);
  const pixels = labels.flatMap((label) => {
    const [turn, phase] = [(label * Math.PI) / classes, 6 * random.uniform()];
    return Array.from({ length: side * side }, (_, at) => {
      const along = (at % side) * Math.cos(turn) + Math.floor(at / side) * Math.sin(turn);
      return Math.round(127 + 80 * Math.sin(along * 1.6 + phase) + 40 * (random.uniform() - 0.5));
    });
  });
  return {
    images: Uint8Array.from([...header([count, side, side]), ...pixels]),
    labels: Uint8Array.from([...header([count]), ...labels]),
  };
}
