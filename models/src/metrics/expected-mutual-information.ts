import type { Contingency } from "./contingency.ts";

/**
 * What mutual information comes to on average if the rows are dealt by chance to classes and clusters of these sizes
 * (Vinh 2010, eq. 24). Sizes that come more than once are computed once: of 12,000 classes few sizes differ.
 */
export function expectedMutualInformation({ classes, clusters, rows }: Contingency): number {
  const logFactorial = logFactorials(rows);
  let sum = 0;
  for (const [a, timesA] of counted(classes)) {
    for (const [b, timesB] of counted(clusters)) sum += timesA * timesB * expectedOfCell(a, b);
  }
  return sum;

  /** Of one class and one cluster: how many rows they share is hypergeometric. */
  function expectedOfCell(a: number, b: number): number {
    const constant =
      logFactorial[a]! + logFactorial[b]! + logFactorial[rows - a]! + logFactorial[rows - b]! - logFactorial[rows]!;
    let expected = 0;
    for (let shared = Math.max(1, a + b - rows); shared <= Math.min(a, b); shared++) {
      const probability = Math.exp(
        constant -
          logFactorial[shared]! -
          logFactorial[a - shared]! -
          logFactorial[b - shared]! -
          logFactorial[rows - a - b + shared]!,
      );
      expected += (shared / rows) * Math.log((rows * shared) / (a * b)) * probability;
    }
    return expected;
  }
}

function logFactorials(most: number): Float64Array {
  const logs = new Float64Array(most + 1);
  for (let n = 2; n <= most; n++) logs[n] = logs[n - 1]! + Math.log(n);
  return logs;
}

function counted(sizes: Float64Array): Map<number, number> {
  const times = new Map<number, number>();
  for (const size of sizes) times.set(size, (times.get(size) ?? 0) + 1);
  return times;
}
