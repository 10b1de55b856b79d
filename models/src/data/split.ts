import { seeded } from "../random.ts";
import { TrainingError } from "../training-error.ts";
import type { Dataset, Split } from "./dataset.ts";
import { ofClasses, pick } from "./pick.ts";

/** A part of the classes, as a fraction (below 1) or a number of them. */
export type Share = number;

export interface ClassSplitOptions {
  readonly test: Share;
  /** By default none. */
  readonly validation?: Share;
  readonly seed: number;
}

/**
 * Zero-shot parts by chance: no two have a class in common. Classes keep their order.
 *
 * @throws {TrainingError} `config_invalid` where a part would be left without a class
 */
export function splitByClass(dataset: Dataset, { test, validation, seed }: ClassSplitOptions): Split {
  const count = dataset.classes.length;
  const tested = share(test, count, "test");
  const validated = validation === undefined ? 0 : share(validation, count, "validation");
  if (tested + validated >= count) {
    throw new TrainingError("config_invalid", `${dataset.name}: of ${count} classes none is left to train on`);
  }
  const order = seeded(seed).shuffled([...dataset.classes.keys()]);
  const part = (name: string, from: number, to: number) =>
    ofClasses(dataset, order.slice(from, to).toSorted((a, b) => a - b), `${dataset.name} ${name}`);
  return {
    train: part("train", tested + validated, count),
    ...(validation !== undefined && { validation: part("validation", tested, tested + validated) }),
    test: part("test", 0, tested),
  };
}

/**
 * A protocol's split with some of its training classes held out by chance, to choose by; its test stays what it was.
 * Choosing by the test set instead is what made years of progress vanish (Musgrave 2020, section 3.3).
 *
 * @throws {TrainingError} `config_invalid` where either part would be left without a class
 */
export function withValidation(
  { train, test }: Split,
  validation: Share,
  seed: number,
): Split & { readonly validation: Dataset } {
  const { train: rest, test: held } = splitByClass(train, { test: validation, seed });
  return { train: { ...rest, name: train.name }, validation: { ...held, name: `${train.name}, held out` }, test };
}

/** The first half of the classes trains, the other tests (Song 2016, section 5): the protocol of CUB200 and CARS196. */
export function firstClassesSplit(dataset: Dataset): Split {
  const all = [...dataset.classes.keys()];
  if (all.length < 2) throw new TrainingError("data_invalid", `${dataset.name} has only ${all.length} class`);
  const half = all.length >> 1;
  return {
    train: ofClasses(dataset, all.slice(0, half), `${dataset.name} train`),
    test: ofClasses(dataset, all.slice(half), `${dataset.name} test`),
  };
}

/**
 * Folds of a cross-validation by subject (class): each subject is tested in one fold and in no other's test.
 *
 * @throws {TrainingError} `config_invalid` for fewer than 2 folds, or more than subjects
 */
export function subjectFolds(dataset: Dataset, folds: number, seed: number): Split[] {
  const { classes, name } = dataset;
  if (!(Number.isInteger(folds) && folds >= 2 && folds <= classes.length)) {
    throw new TrainingError("config_invalid", `${name}: ${folds} folds of ${classes.length} subjects`);
  }
  const order = seeded(seed).shuffled([...classes.keys()]);
  return Array.from({ length: folds }, (_, fold) => {
    const tested = order.filter((_, place) => place % folds === fold).toSorted((a, b) => a - b);
    const others = order.filter((_, place) => place % folds !== fold).toSorted((a, b) => a - b);
    return {
      train: ofClasses(dataset, others, `${name}, fold ${fold + 1} train`),
      test: ofClasses(dataset, tested, `${name}, fold ${fold + 1} test`),
    };
  });
}

/**
 * Classes seen in training, other pictures of them: of each class a part of the pictures is tested, at least one.
 *
 * @throws {TrainingError} `data_invalid`, naming the class, where nothing of it would be left to train on
 */
export function splitWithinClasses(dataset: Dataset, test: Share, seed: number): Split {
  const random = seeded(seed);
  const byClass = Map.groupBy(dataset.labels.keys(), (index) => dataset.labels[index]!);
  const tested = new Set<number>();
  for (const label of dataset.classes.keys()) {
    const indexes = byClass.get(label) ?? [];
    const some = Math.max(1, test < 1 ? Math.round(test * indexes.length) : test);
    if (some >= indexes.length) {
      throw new TrainingError(
        "data_invalid",
        `${dataset.name}: class ${dataset.classes[label]} has ${indexes.length} pictures, ${some} of them to test with`,
      );
    }
    for (const index of random.shuffled(indexes).slice(0, some)) tested.add(index);
  }
  const all = Int32Array.from(dataset.labels.keys());
  return {
    train: pick(dataset, all.filter((index) => !tested.has(index)), `${dataset.name} train`),
    test: pick(dataset, all.filter((index) => tested.has(index)), `${dataset.name} test`),
  };
}

function share(wanted: Share, count: number, part: string): number {
  const classes = wanted < 1 ? Math.round(wanted * count) : wanted;
  if (!(Number.isInteger(classes) && classes >= 1)) {
    throw new TrainingError("config_invalid", `${part}: ${wanted} of ${count} classes is no whole class`);
  }
  return classes;
}
