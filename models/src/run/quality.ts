import * as ort from "onnxruntime-node";
import type { ResolvedConfig } from "../config/read-config.ts";
import type { Matrix } from "../matrix.ts";
import { clustering, retrieval, subjectsBootstrap, type Retrieval } from "../metrics/index.ts";
import { seeded } from "../random.ts";
import type { ClassSums, EvaluationFigure } from "./evaluation-file.ts";

type Choice = Pick<ResolvedConfig["evaluation"], "ks" | "metric">;

/** Clustering takes ten times the time of retrieval: in validation it is computed only where it decides. */
const clustered = new Set(["nmi", "ami", "f1"]);

/** What a validation looks at, by name. */
export async function validationMetrics(
  embeddings: Matrix,
  labels: Int32Array,
  { ks, metric }: Choice,
  seed: number,
  signal?: AbortSignal,
): Promise<Record<string, number>> {
  const found = await retrieval({ embeddings, labels, ks, ort, ...(signal && { signal }) });
  if (!clustered.has(metric)) return retrievalFigures(found);
  return { ...retrievalFigures(found), ...(await clusterFigures(embeddings, labels, seed, signal)) };
}

export interface Quality {
  readonly figures: readonly EvaluationFigure[];
  readonly classes: ClassSums;
}

/** What a test looks at: all of it, with intervals where classes can be drawn again. */
export async function testQuality(
  embeddings: Matrix,
  labels: Int32Array,
  { ks }: Pick<Choice, "ks">,
  seed: number,
  signal?: AbortSignal,
): Promise<Quality> {
  const found = await retrieval({ embeddings, labels, ks, ort, ...(signal && { signal }) });
  const classes = classSums(found, labels, ks);
  const intervals = subjectsBootstrap(classes.queries.length, (drawn) => weightedMeans(classes, drawn), {
    random: seeded(seed, 4).uniform,
  });
  const searched = Object.entries(retrievalFigures(found)).map(([name, value]) => {
    const interval = intervals[name]!;
    // Where no query fails, drawing again would promise that none ever will.
    return { name, value, ...(interval[0] < interval[1] && { interval }) };
  });
  const grouped = Object.entries(await clusterFigures(embeddings, labels, seed, signal)).map(([name, value]) => ({
    name,
    value,
  }));
  return { figures: [...searched, ...grouped], classes };
}

/** The means of a sample in which each class was drawn so many times. */
export function weightedMeans({ queries, sums }: ClassSums, drawn: ArrayLike<number>): Record<string, number> {
  const weighted = (values: readonly number[]) => values.reduce((sum, value, n) => sum + value * drawn[n]!, 0);
  const total = weighted(queries);
  return Object.fromEntries(Object.entries(sums).map(([name, values]) => [name, weighted(values) / total]));
}

function retrievalFigures({ recallAt, mapAtR, rPrecision }: Retrieval): Record<string, number> {
  const recalls = Object.entries(recallAt).map(([k, value]) => [`recall@${k}`, value]);
  return { ...Object.fromEntries(recalls), "map@r": mapAtR, "r-precision": rPrecision };
}

async function clusterFigures(embeddings: Matrix, labels: Int32Array, seed: number, signal?: AbortSignal) {
  const { nmi, ami, f1 } = await clustering({
    embeddings,
    labels,
    random: seeded(seed, 5),
    ort,
    ...(signal && { signal }),
  });
  return { nmi, ami, f1 };
}

/** Queries of a class fail together, so classes are what is drawn again. */
function classSums({ each }: Retrieval, labels: Int32Array, ks: readonly number[]): ClassSums {
  const { rows, firstMate, rPrecision, averagePrecision } = each;
  const order = new Map(
    [...new Set(Array.from(rows, (row) => labels[row]!))].toSorted((a, b) => a - b).map((label, n) => [label, n]),
  );
  const summed = (value: (query: number) => number) => {
    const sums = Array.from({ length: order.size }, () => 0);
    rows.forEach((row, query) => (sums[order.get(labels[row]!)!]! += value(query)));
    return sums;
  };
  const recalls = ks.map((k) => [
    `recall@${k}`,
    summed((query) => Number(firstMate[query]! > 0 && firstMate[query]! <= k)),
  ]);
  return {
    queries: summed(() => 1),
    sums: {
      ...Object.fromEntries(recalls),
      "map@r": summed((query) => averagePrecision[query]!),
      "r-precision": summed((query) => rPrecision[query]!),
    },
  };
}
