import { UMAP } from "umap-js";
import { type Matrix, rowOf } from "../matrix.ts";
import { seeded } from "../random.ts";
import { drawChart } from "./chart.ts";
import type { Drawing } from "./curves.ts";
import type { Embedded } from "./embedded.ts";
import { someClasses } from "./some-classes.ts";

export interface MapOptions {
  readonly seed: number;
  /** At most; 2000 unless told. UMAP's time grows with it. */
  readonly points?: number;
  readonly signal?: AbortSignal;
}

/** A map, and what can be read from it. */
export interface EmbeddingMap extends Drawing {
  readonly points: number;
  readonly classes: readonly { readonly name: string; readonly colour: string }[];
}

/**
 * The embeddings laid out on a plane by UMAP (McInnes 2018), near ones near; distances that are far mean nothing. One
 * picture is one dot, one class one colour.
 */
export async function drawMap({ dataset, embeddings }: Embedded, options: MapOptions): Promise<EmbeddingMap> {
  const { seed, points: limit = 2000, signal } = options;
  const shown = someClasses(dataset.labels, limit, seeded(seed, 1));
  const places = await layOut(embeddings, shown, seed, signal);
  const labels = [...new Set(Array.from(shown, (index) => dataset.labels[index]!))].toSorted((a, b) => a - b);
  const order = new Map(labels.map((label, n) => [label, n]));
  const colours = labels.map((_, n) => classColour(n, labels.length));
  const values = Array.from(shown, (index, n) => {
    return { x: places[n]![0], y: places[n]![1], class: order.get(dataset.labels[index]!)! };
  });
  const what = `${shown.length} embeddings of ${labels.length} classes`;
  const description = `Map of ${what}, laid out by UMAP: dots of one colour are of one class.`;
  const axis = { type: "quantitative", axis: null, scale: { zero: false, nice: false, padding: 8 } } as const;
  const svg = await drawChart({
    width: 340,
    height: 340,
    description,
    data: { values },
    mark: { type: "circle", size: Math.max(6, Math.min(40, 20_000 / shown.length)), opacity: 0.8 },
    encoding: {
      x: { field: "x", ...axis },
      y: { field: "y", ...axis },
      color: {
        field: "class",
        type: "nominal",
        legend: null,
        scale: { domain: labels.map((_, n) => n), range: colours },
      },
    },
  });
  const classes = labels.map((label, n) => ({ name: dataset.classes[label]!, colour: colours[n]! }));
  return { name: "map", title: "Embedding map", svg, points: shown.length, classes };
}

/** On unit vectors the straight distance ranks as the cosine does. */
async function layOut(embeddings: Matrix, shown: Int32Array, seed: number, signal?: AbortSignal): Promise<number[][]> {
  const random = seeded(seed, 2);
  const vectors = Array.from(shown, (index) => {
    const row = rowOf(embeddings, index);
    const length = Math.hypot(...row) || 1;
    return Array.from(row, (value) => value / length);
  });
  if (vectors.length < 3) return vectors.map((_, n) => [n, 0]);
  const umap = new UMAP({ nNeighbors: Math.min(15, vectors.length - 1), minDist: 0.1, random: () => random.uniform() });
  const places = await umap.fitAsync(vectors, () => !signal?.aborted);
  signal?.throwIfAborted();
  return places;
}

/** Hues as far apart as so many can be, in an order in which neighbours differ; middling light, for white and black. */
function classColour(n: number, count: number): string {
  const turn = count <= 12 ? n / count : (n * golden) % 1;
  const lightness = count <= 12 ? 50 : [42, 52, 62][n % 3]!;
  return `hsl(${Math.round(turn * 360)}, 65%, ${lightness}%)`;
}

const golden = 0.618034;
