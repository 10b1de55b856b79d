/** How many rows each class shares with each cluster; only what is not zero. */
export interface Contingency {
  /** The rows of each class that has some, in the order in which they first come. */
  readonly classes: Float64Array;
  /** The rows of each cluster, likewise. */
  readonly clusters: Float64Array;
  readonly cells: readonly Cell[];
  readonly rows: number;
}

export interface Cell {
  /** A place in `classes`. */
  readonly inClass: number;
  /** A place in `clusters`. */
  readonly inCluster: number;
  readonly count: number;
}

/** @throws {RangeError} where the lists differ in length or are empty */
export function contingency(labels: ArrayLike<number>, clusters: ArrayLike<number>): Contingency {
  if (labels.length !== clusters.length) throw new RangeError(`${labels.length} labels of ${clusters.length} clusters`);
  if (labels.length === 0) throw new RangeError("there are no labels");
  const [classOf, clusterOf] = [numbered(labels), numbered(clusters)];
  const cells = new Map<number, number>();
  for (let i = 0; i < labels.length; i++) {
    const key = classOf.places[i]! * clusterOf.sizes.length + clusterOf.places[i]!;
    cells.set(key, (cells.get(key) ?? 0) + 1);
  }
  return {
    classes: classOf.sizes,
    clusters: clusterOf.sizes,
    cells: Array.from(cells, ([key, count]) => ({
      inClass: Math.floor(key / clusterOf.sizes.length),
      inCluster: key % clusterOf.sizes.length,
      count,
    })),
    rows: labels.length,
  };
}

/** Values by the order in which they first come, and how often each comes. */
function numbered(values: ArrayLike<number>): { places: Int32Array; sizes: Float64Array } {
  const known = new Map<number, number>();
  const sizes: number[] = [];
  const places = Int32Array.from(values, (value) => {
    const place = known.get(value) ?? known.size;
    known.set(value, place);
    sizes[place] = (sizes[place] ?? 0) + 1;
    return place;
  });
  return { places, sizes: Float64Array.from(sizes) };
}
