import { TrainingError } from "../training-error.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Moments } from "./parameter-optimiser.ts";
import type { TrainingOptions } from "./training-options.ts";

/**
 * Holds a checkpoint against the run that is to go on from it; the learner checks its own part.
 *
 * @throws {TrainingError} `wrong_checkpoint`, naming the first thing that differs
 */
export function checkResumable(
  from: Checkpoint,
  start: Readonly<Record<string, Moments>>,
  options: TrainingOptions,
): void {
  const { config = "", seed, loss, memory, learner } = options;
  same("configuration", from.config, config);
  same("seed", from.seed, seed);
  lengths("loss parameters", from.parameters, values(loss.parameters));
  for (const [name, moments] of Object.entries(start)) {
    lengths(`optimiser of ${name}`, from.moments[name] ?? {}, moments);
  }
  same("size of the memory", from.memory?.labels.length ?? 0, memory?.size ?? 0);
  same("values in the memory", from.memory?.embeddings.length ?? 0, (memory?.size ?? 0) * learner.dimension);
  if (from.best) lengths("loss parameters of the best state", from.best.parameters, values(loss.parameters));
}

function values(parameters: TrainingOptions["loss"]["parameters"]) {
  return Object.fromEntries(Object.entries(parameters).map(([name, { values }]) => [name, values]));
}

function lengths(what: string, found: Lists, wanted: Lists): void {
  const described = (lists: Lists) =>
    Object.entries(lists)
      .map(([name, { length }]) => `${name} x ${length}`)
      .toSorted()
      .join(", ") || "none";
  same(what, described(found), described(wanted));
}

type Lists = Readonly<Record<string, { readonly length: number }>>;

function same(what: string, found: string | number, wanted: string | number): void {
  if (found === wanted) return;
  throw new TrainingError("wrong_checkpoint", `the checkpoint's ${what} is ${found || "empty"}, this run's ${wanted || "empty"}`);
}
