import type { Dataset } from "../../data/dataset.ts";
import { classBalanced } from "../../samplers/class-balanced.ts";
import { pxk } from "../../samplers/pxk.ts";
import type { Sampler } from "../../samplers/sampler.ts";
import { shuffled } from "../../samplers/shuffled.ts";
import type { TrainingConfig } from "../training-config.ts";

/**
 * The sampler that a configuration names.
 *
 * @throws {TrainingError} `data_invalid`, naming the class, where a dataset does not fill its batches
 */
export function samplerOf(config: TrainingConfig["sampler"], { labels, classes }: Dataset): Sampler {
  const labelled = { labels, classes };
  switch (config.name) {
    case "classes-x-pictures":
      return pxk({ ...config, ...labelled });
    case "class-balanced":
      return classBalanced({ ...config, ...labelled });
    case "shuffled":
      return shuffled({ ...config, ...labelled });
    default:
      return config satisfies never;
  }
}
