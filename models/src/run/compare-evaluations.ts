import { subjectsBootstrap } from "../metrics/index.ts";
import { seeded } from "../random.ts";
import { TrainingError } from "../training-error.ts";
import type { Evaluation } from "./evaluation-file.ts";
import { weightedMeans } from "./quality.ts";

/** How much a figure is above that of the run that is compared with. */
export interface Difference {
  readonly name: string;
  readonly value: number;
  /** Where it lies with 95 % confidence; none for figures that are not means over queries. */
  readonly interval?: readonly [number, number];
}

/**
 * Holds two evaluations on the same pictures against each other. The same classes are drawn again for both, so that
 * what makes a class hard for both falls out of the difference.
 *
 * @throws {TrainingError} `data_invalid` where they are on different pictures
 */
export function differences(base: Evaluation, other: Evaluation): Difference[] {
  assertSamePictures(base, other);
  const [before, after] = [base.perClass, other.perClass];
  const names = Object.keys(before.sums).filter((name) => name in after.sums);
  const intervals = subjectsBootstrap(
    before.queries.length,
    (drawn) => {
      const [a, b] = [weightedMeans(before, drawn), weightedMeans(after, drawn)];
      return Object.fromEntries(names.map((name) => [name, b[name]! - a[name]!]));
    },
    { random: seeded(6).uniform },
  );
  return base.figures.flatMap(({ name, value }) => {
    const own = other.figures.find((figure) => figure.name === name);
    if (own === undefined) return [];
    const interval = intervals[name];
    return [{ name, value: own.value - value, ...(interval && { interval }) }];
  });
}

function assertSamePictures(base: Evaluation, other: Evaluation): void {
  const shape = ({ data, pictures, classes, perClass }: Evaluation) =>
    JSON.stringify([data, pictures, classes, perClass.queries]);
  if (shape(base) === shape(other)) return;
  const words = ({ data, pictures }: Evaluation) => `${data} (${pictures} pictures)`;
  throw new TrainingError(
    "data_invalid",
    `${words(base)} and ${words(other)} are not the same pictures: they cannot be compared`,
  );
}
