/** Which of its mates an anchor gets: the hardest, the easiest, the hardest easier than the other kind's, or all. */
export type Strategy = "hard" | "semihard" | "easy" | "all";

/** From the least to the greatest distance, both within. */
export type Range = readonly [least: number, greatest: number];

/** The positives or the negatives of an anchor. */
export interface Side {
  readonly rows: Int32Array;
  readonly distance: (row: number) => number;
  /** Positives are hard far away, negatives near by. */
  readonly hard: "farthest" | "nearest";
  readonly range: Range | undefined;
}

/** The rows that a strategy chooses: one, none, or all of them. `than` is the row of the other kind for "semihard". */
export function suited(strategy: Strategy, { rows, distance, hard, range }: Side, than?: number): Int32Array {
  if (strategy === "all") return rows;
  const sign = (strategy === "easy") === (hard === "farthest") ? -1 : 1;
  let best = -1;
  for (const row of rows) {
    const at = distance(row);
    if (range && (at < range[0] || at > range[1])) continue;
    if (strategy === "semihard" && (than === undefined || sign * at >= sign * distance(than))) continue;
    if (best < 0 || sign * at > sign * distance(best)) best = row;
  }
  return best < 0 ? new Int32Array() : Int32Array.of(best);
}
