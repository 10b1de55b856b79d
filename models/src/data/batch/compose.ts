import type { Inputs } from "../../nn/learner.ts";
import { seeded } from "../../random.ts";
import { TrainingError } from "../../training-error.ts";
import { someAtOnce } from "../at-once.ts";
import { normaliseInto, type Normalisation } from "../augment/normalise.ts";
import { augment, type AugmentStep } from "../augment/step.ts";
import type { Pixels } from "../pixels.ts";
import { sameShape, shapeOf } from "../shape.ts";
import type { BatchPlan } from "./plan.ts";

/** What is done with every picture of a run. */
export interface Recipe {
  readonly steps: readonly AugmentStep[];
  readonly normalisation: Normalisation;
  readonly seed: number;
}

/** What pictures are read from. */
export interface Reader {
  read(index: number): Pixels | Promise<Pixels>;
  describe(index: number): string;
}

/**
 * Reads, augments and normalises the pictures of one batch. What chance does to a picture follows from seed, epoch, the
 * picture and its occurrence alone, so it is the same on any thread and in any order.
 *
 * @param stopped asked before each picture
 * @throws {TrainingError} `data_invalid`, naming the picture; the reason of `stopped`
 */
export async function compose(
  reader: Reader,
  recipe: Recipe,
  { indexes, occurrences }: BatchPlan,
  epoch: number,
  stopped: () => void,
): Promise<Inputs & { readonly data: Float32Array<ArrayBuffer> }> {
  const pictures: Pixels[] = [];
  await someAtOnce(indexes.length, (place) => {
    stopped();
    const index = indexes[place]!;
    const keep = (pixels: Pixels) => {
      const random = seeded(recipe.seed, epoch, index, occurrences[place]!);
      pictures[place] = named(() => augment(pixels, random, recipe.steps), reader, index);
    };
    const picture = reader.read(index);
    return picture instanceof Promise ? picture.then(keep) : keep(picture);
  });
  return packed(pictures, recipe.normalisation, (place) => reader.describe(indexes[place]!));
}

function packed(pictures: readonly Pixels[], normalisation: Normalisation, describe: (place: number) => string) {
  const [first] = pictures;
  if (first === undefined) throw new RangeError("a batch without pictures");
  const size = normalisation.mean.length * first.width * first.height;
  const data = new Float32Array(pictures.length * size);
  pictures.forEach((picture, place) => {
    if (!sameShape(picture, first)) {
      throw new TrainingError(
        "data_invalid",
        `${describe(place)} is ${shapeOf(picture)} where ${describe(0)} is ${shapeOf(first)}: resize or crop them`,
      );
    }
    normaliseInto(data, place * size, picture, normalisation);
  });
  return { data, shape: [pictures.length, normalisation.mean.length, first.height, first.width] };
}

/** A step knows the picture, not its file. */
function named<Result>(work: () => Result, reader: Reader, index: number): Result {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof TrainingError)) throw cause;
    throw new TrainingError(cause.code, `${reader.describe(index)}: ${cause.message}`, { cause });
  }
}
