import type { Matrix } from "../matrix.ts";
import type { Ort } from "../onnx/ort.ts";
import type { Random } from "../random.ts";
import { contingency } from "./contingency.ts";
import { seedPartition } from "./k-means-seeds.ts";
import { lloyd, type Converged } from "./k-means.ts";
import { adjustedMutualInformation, normalisedMutualInformation } from "./mutual-information.ts";
import { openNearest } from "./nearest.ts";
import { pairF1, purity } from "./pair-counting.ts";
import { squaresOf } from "./partition.ts";
import { vectorsOf, type Distance } from "./vectors.ts";

export interface ClusteringInput {
  /** N x D. */
  readonly embeddings: Matrix;
  /** The class of each row. */
  readonly labels: Int32Array;
  /** As many as there are classes unless it is given. */
  readonly clusters?: number;
  /** For the cosine, which is the default, rows are given the length of 1 first. */
  readonly distance?: Distance;
  /** Centres are given the length of 1 as well; faiss, and so the papers, leave them where the mean is. */
  readonly spherical?: boolean;
  /** How often k-means begins anew; the run with the lowest inertia counts. 10 unless it is given. */
  readonly restarts?: number;
  /** Of Lloyd's algorithm in each run, at most; 100 unless it is given. */
  readonly iterations?: number;
  readonly random: Random;
  readonly ort: Ort;
  readonly signal?: AbortSignal;
}

/** How well k-means of the embeddings finds the classes. */
export interface Clustering {
  readonly nmi: number;
  readonly ami: number;
  /** Over pairs of rows. */
  readonly f1: number;
  readonly purity: number;
  /** That have rows; fewer than were asked for where there are not so many different rows. */
  readonly clusters: number;
  /** The cluster of each row. */
  readonly assignments: Int32Array;
  /** All runs as they came; `best` is the place of the one that counts. */
  readonly runs: readonly ClusteringRun[];
  readonly best: number;
}

export interface ClusteringRun extends Converged {
  readonly nmi: number;
}

/**
 * NMI, AMI, F1 and purity of k-means, begun by k-means++.
 *
 * @throws {TrainingError} `not_finite`, naming the row
 */
export async function clustering({
  embeddings,
  labels,
  clusters = new Set(labels).size,
  distance = "cosine",
  spherical = false,
  restarts = 10,
  iterations = 100,
  random,
  ort,
  signal,
}: ClusteringInput): Promise<Clustering> {
  if (labels.length !== embeddings.rows) throw new RangeError(`${labels.length} labels of ${embeddings.rows} rows`);
  const { data, rows, columns } = vectorsOf(embeddings, distance);
  const vectors = { data, rows, columns };
  const squares = squaresOf(vectors);
  const nearest = await openNearest(ort);
  try {
    const runs: ClusteringRun[] = [];
    let best = { run: 0, inertia: Infinity, assignments: new Int32Array() as Int32Array };
    for (let run = 0; run < restarts; run++) {
      const partition = await seedPartition(nearest, vectors, squares, { clusters, random, signal });
      const converged = await lloyd(partition, { nearest, iterations, spherical, signal });
      const { assignments } = partition;
      runs.push({ ...converged, nmi: normalisedMutualInformation(contingency(labels, assignments)) });
      if (converged.inertia < best.inertia) best = { run, inertia: converged.inertia, assignments };
    }
    const table = contingency(labels, best.assignments);
    return {
      nmi: runs[best.run]!.nmi,
      ami: adjustedMutualInformation(table),
      f1: pairF1(table),
      purity: purity(table),
      clusters: table.clusters.length,
      assignments: best.assignments,
      runs,
      best: best.run,
    };
  } finally {
    await nearest.close();
  }
}
