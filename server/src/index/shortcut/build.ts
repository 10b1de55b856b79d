import type { ExactIndex } from "../exact-index.ts";
import { presentRows } from "../present-rows.ts";
import type { Candidates, CreateCandidates } from "./candidates.ts";
import { drawn } from "./drawn.ts";
import type { ShortcutPlan } from "./plan.ts";

export interface Building {
  readonly exact: ExactIndex;
  readonly dimension: number;
  readonly plan: ShortcutPlan;
  readonly create: CreateCandidates;
  /** From 0 up to 1. */
  readonly random: () => number;
  /**
   * Runs between changes of the space, and no change runs beside it: what is read of the exact index in it is still so
   * when it has been added.
   */
  readonly step: <Result>(work: () => Promise<Result>) => Promise<Result>;
  /** Called in the step from which on changes have to be made to the candidates as well. */
  readonly begin: (candidates: Candidates) => void;
  readonly signal: AbortSignal;
}

/** Vectors added in one step: some milliseconds that a change may have to wait. */
const atOnce = 2_000;

/**
 * Candidates over all that an exact index holds, made beside its searches and changes: [IDX5].
 *
 * @throws the signal's reason; what Faiss says
 */
export async function buildCandidates(building: Building): Promise<Candidates> {
  const { exact, dimension, plan, create, step, begin, random, signal } = building;
  const present = async (labels: BigInt64Array) => presentRows(labels, await exact.vectors(labels), dimension);
  const { vectors: training } = await present(drawn(await exact.labels(), plan.sample, random));
  signal.throwIfAborted();
  const candidates = await create({ dimension, factory: plan.factory, training, signal });
  try {
    const labels = await step(async () => {
      begin(candidates);
      return exact.labels();
    });
    for (let from = 0; from < labels.length; from += atOnce) {
      signal.throwIfAborted();
      await step(async () => {
        const rows = await present(labels.subarray(from, from + atOnce));
        await candidates.add(rows.labels, rows.vectors);
      });
    }
    return candidates;
  } catch (error) {
    candidates.close();
    throw error;
  }
}
