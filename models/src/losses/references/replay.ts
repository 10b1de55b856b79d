import { seeded } from "../../random.ts";
import type { Loss, LossInput, LossOutput } from "../loss.ts";
import { batchOf, classes, type LossCase, proxyValues, tuplesOf } from "./read.ts";

/** Makes a loss of the name that the references use. */
export type Make = (options: Readonly<Record<string, unknown>>) => Loss;

/** Computes the case with the loss that `make` gives, from the proxies of the reference. */
export function replay(make: Make, { options, batch, tuples, reference }: LossCase): LossOutput {
  const { embeddings, labels } = batchOf(batch);
  const loss = make({ ...options, classes, dimension: embeddings.columns, random: seeded(1) });
  loss.parameters.proxies?.values.set(proxyValues);
  const input: LossInput = {
    embeddings,
    labels,
    ...(tuples !== undefined && { tuples: tuplesOf(tuples) }),
    ...(reference !== undefined && { reference: batchOf(reference) }),
  };
  return loss.compute(input);
}

/** Whether loss and gradients are those of the case, see {@link alike}. */
export function agrees(output: LossOutput, { value, gradient, parameterGradients = {}, batch }: LossCase): boolean {
  const { columns } = batchOf(batch).embeddings;
  const names = Object.keys(parameterGradients);
  return (
    alike([output.loss], [value]) &&
    alike(output.gradient, gradient, columns) &&
    Object.keys(output.parameterGradients).length === names.length &&
    names.every((name) => alike(output.parameterGradients[name] ?? [], parameterGradients[name]!, columns))
  );
}

/**
 * Equal to 1e-10 of each value, or to 1e-13 of the greatest of its row where a value is small for being a difference of
 * others.
 */
export function alike(ours: ArrayLike<number>, theirs: readonly number[], width = 1): boolean {
  return (
    ours.length === theirs.length &&
    theirs.every((value, i) => {
      const start = i - (i % width);
      const greatest = Math.max(...theirs.slice(start, start + width).map(Math.abs));
      return Math.abs(ours[i]! - value) <= Math.max(1e-10 * Math.abs(value), 1e-13 * greatest, 1e-15);
    })
  );
}
