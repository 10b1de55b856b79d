import path from "node:path";
import type { AugmentStep } from "../../src/data/augment/step.ts";
import type { Dataset } from "../../src/data/dataset.ts";
import { fashionMnist } from "../../src/data/fashion-mnist.ts";
import { inMemory } from "../../src/data/in-memory.ts";
import { mnistData } from "../../src/data/mnist.ts";
import { omniglotSplit, smallBackgroundSplit } from "../../src/data/omniglot.ts";
import { ofClasses, pick } from "../../src/data/pick.ts";
import { rotationsAsClasses } from "../../src/data/rotations.ts";
import { testData } from "../../src/measure/test-data.ts";
import { seeded } from "../../src/random.ts";
import { settings } from "./settings.ts";

/** A set of the table: what is learnt from, chosen by and tested on, and how its batches are made. */
export interface ImageSet {
  readonly title: string;
  readonly train: Dataset;
  readonly validation: Dataset;
  readonly test: Dataset;
  /** Each batch has 128 pictures. */
  readonly classesPerBatch: number;
  readonly perClass: number;
  readonly augment: readonly AugmentStep[];
}

const loaders: Readonly<Record<string, () => Promise<ImageSet>>> = {
  omniglot: omniglotSet,
  digits: async () => tenClasses("MNIST", await mnistData()),
  fashion: async () => tenClasses("Fashion-MNIST", await fashionMnist()),
};

export const setNames = Object.keys(loaders);

const loaded = new Map<string, Promise<ImageSet>>();

export function loadSet(name: string): Promise<ImageSet> {
  const set = loaded.get(name) ?? loaders[name]!();
  loaded.set(name, set);
  return set;
}

export const omniglotArchive = path.join(testData, "omniglot.tar.gz");

/** Characters of four alphabets, each rotation a class; chosen by two other alphabets, tested on two more. */
async function omniglotSet(): Promise<ImageSet> {
  const { train, validation, test } = await omniglotSplit(omniglotArchive, smallBackgroundSplit);
  // Where on the sheet and how large somebody draws says nothing about the character.
  const steps = [{ op: "fit-ink", size: settings.size }] as const;
  return {
    title: "Omniglot, unseen alphabets",
    train: rotationsAsClasses(await inMemory(train, { steps })),
    validation: await inMemory(validation!, { steps }),
    test: await inMemory(test, { steps }),
    classesPerBatch: 32,
    perClass: 4,
    augment: [{ op: "warp", degrees: 15, scale: 0.15, shear: 0.2, shift: 0.07, bend: 0.03 }],
  };
}

/**
 * The first five classes of a set of ten are learnt, each rotation a class; the other five, upright, are tested. The
 * validation is of the learnt classes, too few to hold some out, but of pictures that are not learnt.
 */
function tenClasses(name: string, { train, test }: { readonly train: Dataset; readonly test: Dataset }): ImageSet {
  return {
    title: `${name}, unseen classes`,
    train: rotationsAsClasses(ofClasses(train, [0, 1, 2, 3, 4])),
    validation: some(rotationsAsClasses(ofClasses(test, [0, 1, 2, 3, 4])), 2000),
    test: ofClasses(test, [5, 6, 7, 8, 9]),
    classesPerBatch: 16,
    perClass: 8,
    augment: [{ op: "warp", degrees: 10, scale: 0.1, shear: 0.1, shift: 0.07 }],
  };
}

/** So many pictures by chance, the same each time. */
function some(dataset: Dataset, count: number): Dataset {
  return pick(dataset, Int32Array.from(seeded(1).shuffled([...dataset.labels.keys()]).slice(0, count)));
}
