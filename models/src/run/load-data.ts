import path from "node:path";
import type { TrainingConfig } from "../config/training-config.ts";
import { cars196 } from "../data/cars196.ts";
import { classFolders } from "../data/class-folders.ts";
import { cub200 } from "../data/cub200.ts";
import type { FixedStep } from "../data/augment/step.ts";
import type { Split } from "../data/dataset.ts";
import { fashionMnist } from "../data/fashion-mnist.ts";
import { idxDataset } from "../data/idx.ts";
import { inMemory } from "../data/in-memory.ts";
import { mnistData } from "../data/mnist.ts";
import { omniglotSplit } from "../data/omniglot.ts";
import { onlineProducts } from "../data/online-products.ts";
import { rotationsAsClasses } from "../data/rotations.ts";
import { splitByClass, withValidation } from "../data/split.ts";
import { loadFaces } from "./load-faces.ts";
import type { LoadedData, LoadOptions } from "./loaded-data.ts";
import { namedClasses } from "./named-classes.ts";
import { splitSeed } from "./split-seed.ts";

type DataConfig = TrainingConfig["data"];
type Of<Kind extends DataConfig["kind"]> = Extract<DataConfig, { kind: Kind }>;

/**
 * Loads the pictures that a configuration names.
 *
 * @throws {TrainingError} `data_invalid`, naming the file or class; `config_invalid`, naming a class that there is not
 */
export async function loadData(config: DataConfig, options: LoadOptions): Promise<LoadedData> {
  if (config.kind === "faces") return loadFaces(config, options);
  const parts = await splitOf(config, options.signal);
  const train = config.rotations ? rotationsAsClasses(parts.train) : parts.train;
  const steps: FixedStep[] =
    "shortSide" in config
      ? [
          { op: "resize", shortSide: config.shortSide },
          { op: "centre-crop", width: config.size, height: config.size },
        ]
      : [];
  const { mean, divisor, channels } = config.normalise;
  return {
    ...parts,
    train,
    steps,
    normalise: { mean, divisor: divisor.length === 1 ? divisor[0]! : divisor, channels },
  };
}

async function splitOf(config: Exclude<DataConfig, Of<"faces">>, signal: AbortSignal): Promise<Required<Split>> {
  switch (config.kind) {
    case "omniglot": {
      const { path, size, fit, validation, test } = config;
      const wanted = { validation, ...(test.length > 0 && { test }), signal };
      // A drawing is made to fill its picture before anything is shrunk.
      const split = await omniglotSplit(path, fit === undefined ? { size, ...wanted } : wanted);
      const parts = { ...split, validation: split.validation! };
      return fit === undefined ? parts : fitted(parts, { op: "fit-ink", size, margin: fit }, signal);
    }
    case "mnist":
      return namedClasses(await mnistData(), config);
    case "fashion":
      return namedClasses(await fashionMnist(), config);
    case "idx": {
      const { images, labels, testImages, testLabels, classes } = config;
      return namedClasses(
        {
          train: await idxDataset(path.basename(images), { images, labels }, classes),
          test: await idxDataset(path.basename(testImages), { images: testImages, labels: testLabels }, classes),
        },
        config,
      );
    }
    case "folders": {
      const { path: place, channels, test, validation } = config;
      const decoding = { channels, shortSide: decodedSideOf(config) };
      const dataset = await classFolders(place, { name: path.basename(place), decoding });
      const split = splitByClass(dataset, { test, validation, seed: splitSeed });
      return { ...split, validation: split.validation! };
    }
    case "cub200":
      return withValidation(await cub200(config.path, photographs(config)), config.validation, splitSeed);
    case "cars196":
      return withValidation(await cars196(config.path, photographs(config)), config.validation, splitSeed);
    case "sop":
      return withValidation(await onlineProducts(config.path, photographs(config)), config.validation, splitSeed);
    default:
      return config satisfies never;
  }
}

function photographs(sides: { readonly shortSide: number; readonly decodedSide?: number }) {
  return { decoding: { channels: 3, shortSide: decodedSideOf(sides) } } as const;
}

/** What is cut out in training may come of a larger picture than evaluation sees. */
function decodedSideOf({ shortSide, decodedSide = shortSide }: Parameters<typeof photographs>[0]): number {
  return Math.max(shortSide, decodedSide);
}

async function fitted({ train, validation, test }: Required<Split>, step: FixedStep, signal: AbortSignal) {
  const all = [train, validation, test].map((part) => inMemory(part, { steps: [step], signal }));
  const [learnt, chosen, tested] = await Promise.all(all);
  return { train: learnt!, validation: chosen!, test: tested! };
}
