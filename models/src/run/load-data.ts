import type { EmbedderCard } from "@likeness/sdk/core";
import { nodeRuntime } from "@likeness/sdk/face/node";
import { readFile } from "node:fs/promises";
import { isCardName, loadCard } from "../cards.ts";
import type { TrainingConfig } from "../config/training-config.ts";
import { cars196 } from "../data/cars196.ts";
import { classFolders } from "../data/class-folders.ts";
import { cub200 } from "../data/cub200.ts";
import type { Normalisation } from "../data/augment/normalise.ts";
import type { FixedStep } from "../data/augment/step.ts";
import type { Dataset, Split } from "../data/dataset.ts";
import { faceChips } from "../data/face-chips.ts";
import { fashionMnist } from "../data/fashion-mnist.ts";
import { idxDataset } from "../data/idx.ts";
import { mnistData } from "../data/mnist.ts";
import { omniglotSplit } from "../data/omniglot.ts";
import { onlineProducts } from "../data/online-products.ts";
import { ofClasses, pick } from "../data/pick.ts";
import { rotationsAsClasses } from "../data/rotations.ts";
import { splitByClass, withValidation } from "../data/split.ts";
import { defaultModels, type ModelFile } from "../default-models.ts";
import { seeded } from "../random.ts";
import { TrainingError } from "../training-error.ts";

/** The pictures of a run, and how they become the network's input. */
export interface LoadedData extends Required<Split> {
  /** What is done to every picture, so that all have one size. */
  readonly fixed: readonly FixedStep[];
  readonly normalise: Normalisation;
}

export interface LoadOptions {
  /** Told of what a user wants to know, such as pictures without a face. */
  readonly note: (text: string) => void;
  readonly signal: AbortSignal;
}

type DataConfig = TrainingConfig["data"];
type Of<Kind extends DataConfig["kind"]> = Extract<DataConfig, { kind: Kind }>;

/** Splits by chance are the same for every seed of a run: only then can runs be held against each other. */
const splitSeed = 1;

/**
 * Loads the pictures that a configuration names.
 *
 * @throws {TrainingError} `data_invalid`, naming the file or class; `config_invalid`, naming a class that there is not
 */
export async function loadData(config: DataConfig, options: LoadOptions): Promise<LoadedData> {
  if (config.kind === "faces") return faces(config, options);
  const parts = await splitOf(config, options.signal);
  const train = config.rotations ? rotationsAsClasses(parts.train) : parts.train;
  const fixed: FixedStep[] =
    "shortSide" in config
      ? [{ op: "resize", shortSide: config.shortSide }, { op: "centre-crop", width: config.size, height: config.size }]
      : [];
  const { mean, divisor, channels } = config.normalise;
  return { ...parts, train, fixed, normalise: { mean, divisor: divisor.length === 1 ? divisor[0]! : divisor, channels } };
}

async function splitOf(config: Exclude<DataConfig, Of<"faces">>, signal: AbortSignal): Promise<Required<Split>> {
  switch (config.kind) {
    case "omniglot": {
      const { path, size, validation, test } = config;
      const split = await omniglotSplit(path, { size, validation, ...(test.length > 0 && { test }), signal });
      return { ...split, validation: split.validation! };
    }
    case "mnist":
      return namedClasses(await mnistData(), config);
    case "fashion":
      return namedClasses(await fashionMnist(), config);
    case "idx": {
      const { images, labels, testImages, testLabels, classes } = config;
      return namedClasses(
        {
          train: await idxDataset(images, { images, labels }, classes),
          test: await idxDataset(testImages, { images: testImages, labels: testLabels }, classes),
        },
        config,
      );
    }
    case "folders": {
      const { path, channels, shortSide, test, validation } = config;
      const dataset = await classFolders(path, { decoding: { channels, shortSide } });
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

function photographs({ shortSide }: { readonly shortSide: number }) {
  return { decoding: { channels: 3, shortSide } } as const;
}

/** Test pictures of the trained classes are the validation where no classes are: they were not learnt, nor are they tested. */
function namedClasses({ train, test }: Split, config: Of<"mnist" | "fashion" | "idx">): Required<Split> {
  const taken = (dataset: Dataset, names: readonly string[], part: string) => ofClasses(dataset, numbers(dataset, names, part));
  const others = () => {
    const held = taken(test, config.train, "train");
    return config.rotations ? rotationsAsClasses(held) : held;
  };
  const validation = config.validation.length > 0 ? taken(train, config.validation, "validation") : others();
  return {
    train: taken(train, config.train, "train"),
    validation: some(validation, config.validationPictures),
    test: taken(test, config.test, "test"),
  };
}

function numbers({ classes, name }: Dataset, names: readonly string[], part: string): number[] {
  return names.map((wanted) => {
    const label = classes.indexOf(wanted);
    if (label >= 0) return label;
    throw new TrainingError("config_invalid", `data.${part}: ${name} has no class ${wanted}; there are ${classes.join(", ")}`);
  });
}

function some(dataset: Dataset, count: number): Dataset {
  if (dataset.labels.length <= count) return dataset;
  return pick(dataset, Int32Array.from(seeded(splitSeed).shuffled([...dataset.labels.keys()]).slice(0, count)));
}

async function faces({ path, alignedFor, validation, test }: Of<"faces">, { note, signal }: LoadOptions): Promise<LoadedData> {
  const card = await embedderCard(alignedFor, "data.alignedFor");
  const { detector, landmarker } = await defaultModels();
  const [finder, marker] = [await withBytes(detector), await withBytes(landmarker)];
  const people = await classFolders(path);
  const options = { runtime: nodeRuntime(), detector: finder, landmarker: marker, embedder: card, signal };
  const { chips, withoutFace } = await faceChips(people, options);
  if (withoutFace.length > 0) {
    note(`${withoutFace.length} of ${people.labels.length} pictures have no face and are left out, first ${withoutFace[0]}`);
  }
  const split = splitByClass(chips, { test, validation, seed: splitSeed });
  const { mean, divisor, channels } = card.input;
  return { ...split, validation: split.validation!, fixed: [], normalise: { mean, divisor, channels } };
}

/** @throws {TrainingError} `config_invalid` where the card of that name is of no embedder */
export async function embedderCard(name: string, field: string): Promise<EmbedderCard> {
  const card = isCardName(name) ? await loadCard(name) : undefined;
  if (card?.task === "embed") return card;
  throw new TrainingError("config_invalid", `${field}: ${name} is no embedder of models/cards, such as dlib-resnet`);
}

async function withBytes<Card extends ModelFile["card"]>({ card, file }: ModelFile<Card>) {
  return { card, bytes: await readFile(file) };
}
