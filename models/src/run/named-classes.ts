import type { TrainingConfig } from "../config/training-config.ts";
import type { Dataset, Split } from "../data/dataset.ts";
import { ofClasses, pick } from "../data/pick.ts";
import { rotationsAsClasses } from "../data/rotations.ts";
import { seeded } from "../random.ts";
import { TrainingError } from "../training-error.ts";
import { splitSeed } from "./split-seed.ts";

type NamedClasses = Extract<TrainingConfig["data"], { kind: "mnist" | "fashion" | "idx" }>;

/**
 * A set's classes by name: some to train on, others to test on. Test pictures of the trained classes are the validation
 * where no classes are named for it: they were not learnt, nor are they tested.
 *
 * @throws {TrainingError} `config_invalid` for a class that there is not
 */
export function namedClasses({ train, test }: Split, config: NamedClasses): Required<Split> {
  const taken = (dataset: Dataset, names: readonly string[], part: string) =>
    ofClasses(dataset, numbers(dataset, names, part));
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
    throw new TrainingError(
      "config_invalid",
      `data.${part}: ${name} has no class ${wanted}; there are ${classes.join(", ")}`,
    );
  });
}

function some(dataset: Dataset, count: number): Dataset {
  if (dataset.labels.length <= count) return dataset;
  return pick(
    dataset,
    Int32Array.from(
      seeded(splitSeed)
        .shuffled([...dataset.labels.keys()])
        .slice(0, count),
    ),
  );
}
