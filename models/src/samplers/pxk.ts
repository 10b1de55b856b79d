import type { Random } from "../random.ts";
import { TrainingError } from "../training-error.ts";
import { drawInPlace } from "./draw.ts";
import { nameOf, picturesByClass, type ClassPictures, type Labelled } from "./pictures-by-class.ts";
import type { Sampler } from "./sampler.ts";

export interface PxkOptions extends Labelled {
  /** P: how many classes a batch has. */
  readonly classesPerBatch: number;
  /** K: how many pictures of each. */
  readonly perClass: number;
  /** By default as many as go into the number of pictures, at least one. */
  readonly batchesPerEpoch?: number;
  /**
   * What becomes of a class of fewer than K pictures: `refuse` it with an error (the default), `repeat` its pictures
   * within a batch, or `leave-out` the class.
   */
  readonly tooFew?: "refuse" | "repeat" | "leave-out";
}

/**
 * Batches of P classes with K pictures each (Hermans 2017, section 2, "PK batches"): every batch draws its classes
 * anew, and of each its pictures, none twice. That is pytorch-metric-learning's `MPerClassSampler` with `m = K`,
 * `batch_size = P K` and `length_before_new_iter = P K batchesPerEpoch`, where `tooFew` is `repeat`; a repeated picture
 * then comes again only after all others of its class.
 *
 * @throws {TrainingError} `data_invalid`, naming the class, for one of too few pictures, or where fewer than P are left
 */
export function pxk(options: PxkOptions): Sampler {
  const { labels, classesPerBatch, perClass } = options;
  for (const [name, value] of Object.entries({ classesPerBatch, perClass })) {
    if (!(Number.isInteger(value) && value > 0)) {
      throw new TrainingError("config_invalid", `${name} is ${value}, not a whole number above 0`);
    }
  }
  const classes = usable(options);
  if (classes.length < classesPerBatch) {
    const kept = options.tooFew === "leave-out" ? ` with at least ${perClass} pictures` : "";
    throw new TrainingError(
      "data_invalid",
      `a batch takes ${classesPerBatch} classes and there are only ${classes.length}${kept}`,
    );
  }
  const size = classesPerBatch * perClass;
  const batches = options.batchesPerEpoch ?? Math.max(1, Math.floor(labels.length / size));
  return {
    name: `${classesPerBatch} classes x ${perClass}`,
    epoch: (random) => {
      const order = Int32Array.from(classes.keys());
      const lists = classes.map(({ indexes }) => Int32Array.from(indexes));
      return Array.from({ length: batches }, () => {
        const batch = new Int32Array(size);
        drawInPlace(order, classesPerBatch, random).forEach((chosen, place) => {
          batch.set(drawRepeating(lists[chosen]!, perClass, random), place * perClass);
        });
        return batch;
      });
    },
  };
}

function usable(options: PxkOptions): ClassPictures[] {
  const { perClass, tooFew = "refuse" } = options;
  const classes = picturesByClass(options);
  if (tooFew === "repeat") return classes;
  const enough = classes.filter(({ indexes }) => indexes.length >= perClass);
  const first = classes.find(({ indexes }) => indexes.length < perClass);
  if (tooFew === "refuse" && first !== undefined) {
    const others = classes.length - enough.length - 1;
    throw new TrainingError(
      "data_invalid",
      `${nameOf(options, first.label)} has ${first.indexes.length} of the ${perClass} pictures that a batch takes` +
        `${others > 0 ? `, and so have ${others} more classes too few` : ""}: give it more, leave it out, or repeat`,
    );
  }
  return enough;
}

/** All of a list before any comes again. */
function drawRepeating(list: Int32Array, count: number, random: Random): Int32Array {
  if (count <= list.length) return drawInPlace(list, count, random);
  const drawn = new Int32Array(count);
  for (let done = 0; done < count; done += list.length) {
    drawn.set(drawInPlace(list, Math.min(list.length, count - done), random), done);
  }
  return drawn;
}
