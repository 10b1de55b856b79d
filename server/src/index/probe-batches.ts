import type { UnitVector } from "@likeness/sdk/core";

export interface BatchOptions<Answer> {
  readonly dimension: number;
  /** Searches that run side by side: as many as there are threads. */
  readonly atOnce: number;
  /** Probes in one search, at most. */
  readonly most: number;
  /** @returns an answer for each probe, of `k` places or more */
  readonly search: (probes: Float32Array, count: number, k: number) => Promise<readonly Answer[]>;
}

interface Waiting<Answer> {
  readonly probe: UnitVector;
  readonly k: number;
  readonly signal: AbortSignal | undefined;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Probes that have to wait for a thread are searched together: what is read from memory for one is compared with all of
 * them, which costs little more. One that need not wait is searched alone, at once.
 *
 * @returns a search for one probe; the answer may have more places than were asked for
 * @throws what the search throws; the signal's reason
 */
export function inBatches<Answer>(
  options: BatchOptions<Answer>,
): (probe: UnitVector, k: number, signal?: AbortSignal) => Promise<Answer> {
  const { dimension, atOnce, most, search } = options;
  let waiting: Waiting<Answer>[] = [];
  let running = 0;

  async function run(batch: readonly Waiting<Answer>[]): Promise<void> {
    running++;
    try {
      const probes = new Float32Array(batch.length * dimension);
      batch.forEach(({ probe }, i) => probes.set(probe, i * dimension));
      const answers = await search(probes, batch.length, Math.max(...batch.map(({ k }) => k)));
      batch.forEach(({ resolve }, i) => resolve(answers[i]!));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    } finally {
      running--;
      next();
    }
  }

  function next(): void {
    while (running < atOnce && waiting.length > 0) {
      const wanted = waiting.filter(({ signal, reject }) => {
        if (signal?.aborted) reject(signal.reason);
        return !signal?.aborted;
      });
      // Shared out, so that no thread has nothing to do while another has a long batch.
      const share = Math.min(most, Math.ceil(wanted.length / (atOnce - running)));
      waiting = wanted.slice(share);
      if (share > 0) void run(wanted.slice(0, share));
    }
  }

  return (probe, k, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      if (probe.length !== dimension) throw new RangeError(`a probe of ${probe.length} values, not ${dimension}`);
      waiting.push({ probe, k, signal, resolve, reject });
      next();
    });
}
