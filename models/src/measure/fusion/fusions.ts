/** What is known of the views that a probe is compared with. */
export interface Views {
  /** Of each, 0 to 1. */
  readonly qualities: readonly number[];
  /** Of view i and view j. */
  cosine(i: number, j: number): number;
}

/** From the probe's cosine with each view to one score. */
export type Fused = (cosines: readonly number[]) => number;

/** A way to compare a probe with several views. */
export interface Fusion {
  readonly name: string;
  /** With fewer views it is another one of these. */
  readonly least: number;
  /** What can be done once for all probes. */
  over(views: Views): Fused;
}

/** What hosts do. */
export const nearest: Fusion = { name: "nearest", least: 1, over: () => (cosines) => Math.max(...cosines) };

/** Views that are not half as good as the best are left out. */
const goodEnough = 0.5;

export const fusions: readonly Fusion[] = [
  nearest,
  { name: "mean of the nearest 2", least: 3, over: () => meanOfNearest(2) },
  { name: "mean of the nearest 3", least: 4, over: () => meanOfNearest(3) },
  { name: "mean", least: 2, over: ({ qualities }) => mean(qualities.map(() => 1)) },
  { name: "centroid", least: 2, over: (views) => centroid(views.qualities.map(() => 1), views) },
  { name: "mean, weighted by quality", least: 2, over: ({ qualities }) => mean(qualities) },
  { name: "centroid, weighted by quality", least: 2, over: (views) => centroid(views.qualities, views) },
  { name: "nearest of the good", least: 2, over: ({ qualities }) => nearestOf(good(qualities)) },
  { name: "centroid of the good", least: 2, over: centroidOfGood },
];

/** The nearest of half of the views, rounded up: of any, for views come in an order by chance. */
export const anyHalf: Fusion = {
  name: "nearest of any half",
  least: 2,
  over: ({ qualities }) => nearestOf(half(qualities, () => 0)),
};

/** The nearest of the half whose quality is best. */
export const betterHalf: Fusion = {
  name: "nearest of the better half",
  least: 2,
  over: ({ qualities }) => nearestOf(half(qualities, (i, j) => qualities[j]! - qualities[i]!)),
};

function half(views: readonly unknown[], order: (i: number, j: number) => number): number[] {
  return [...views.keys()].toSorted(order).slice(0, Math.ceil(views.length / 2));
}

function meanOfNearest(count: number): Fused {
  return (cosines) => {
    const best = cosines.toSorted((a, b) => b - a).slice(0, count);
    return best.reduce((sum, cosine) => sum + cosine, 0) / best.length;
  };
}

function mean(weights: readonly number[]): Fused {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (cosines) => cosines.reduce((sum, cosine, i) => sum + weights[i]! * cosine, 0) / total;
}

/** The cosine with the weighted sum of the views: its length follows from the cosines among them. */
function centroid(weights: readonly number[], views: Views): Fused {
  let squares = 0;
  weights.forEach((a, i) => weights.forEach((b, j) => (squares += a * b * views.cosine(i, j))));
  const length = Math.sqrt(squares);
  return (cosines) => cosines.reduce((sum, cosine, i) => sum + weights[i]! * cosine, 0) / length;
}

function centroidOfGood(views: Views): Fused {
  const chosen = new Set(good(views.qualities));
  return centroid(views.qualities.map((_, i) => (chosen.has(i) ? 1 : 0)), views);
}

function nearestOf(chosen: readonly number[]): Fused {
  return (cosines) => Math.max(...chosen.map((i) => cosines[i]!));
}

function good(qualities: readonly number[]): number[] {
  const best = Math.max(...qualities);
  return [...qualities.keys()].filter((i) => qualities[i]! >= goodEnough * best);
}
