import { cosinesOf } from "../cosines.ts";
import { seeded } from "../random.ts";
import type { Embedded } from "./embedded.ts";

/** A picture that was looked for, and what was found nearest. */
export interface Probe {
  readonly index: number;
  readonly found: readonly Neighbour[];
}

export interface Neighbour {
  readonly index: number;
  readonly cosine: number;
  /** Whether it is of the probe's class. */
  readonly isMate: boolean;
}

export interface Probes {
  /** By chance. */
  readonly drawn: readonly Probe[];
  /** The surest mistakes among `tried` drawn by chance: another class is nearest. */
  readonly mistaken: readonly Probe[];
  readonly tried: number;
}

export interface ProbeOptions {
  readonly seed: number;
  /** Probes of each kind; 6 unless told. */
  readonly probes?: number;
  /** Neighbours of each; 8 unless told. */
  readonly neighbours?: number;
}

/** The nearest neighbours of some pictures, the picture itself left out. */
export function findNeighbours({ dataset, embeddings }: Embedded, options: ProbeOptions): Probes {
  const { seed, probes: count = 6, neighbours = 8 } = options;
  const cosine = cosinesOf(embeddings);
  const sizes = Map.groupBy(dataset.labels, (label) => label);
  // A picture that is alone in its class has no mate to be found.
  const order = seeded(seed, 3).shuffled(
    [...dataset.labels.keys()].filter((index) => sizes.get(dataset.labels[index]!)!.length > 1),
  );
  const tried = order.slice(0, mostTried).map((index) => probe(index));
  const mistaken = tried
    .filter(({ found }) => found[0]?.isMate === false)
    .toSorted((a, b) => b.found[0]!.cosine - a.found[0]!.cosine);
  return { drawn: tried.slice(0, count), mistaken: mistaken.slice(0, count), tried: tried.length };

  function probe(index: number): Probe {
    const cosines = Float64Array.from(dataset.labels, (_, row) => cosine(row, index));
    const found = best(cosines, index, neighbours);
    return {
      index,
      found: found.map((other) => {
        return { index: other, cosine: cosines[other]!, isMate: dataset.labels[other] === dataset.labels[index] };
      }),
    };
  }
}

/** Each is compared with all pictures: 60,000 of 512 values take a moment. */
const mostTried = 200;

/** Of equal ones the first. */
function best(cosines: Float64Array, self: number, count: number): number[] {
  const found: number[] = [];
  for (const [index, cosine] of cosines.entries()) {
    if (index === self || (found.length === count && cosine <= cosines[found.at(-1)!]!)) continue;
    const at = found.findIndex((other) => cosine > cosines[other]!);
    found.splice(at < 0 ? found.length : at, 0, index);
    found.length = Math.min(found.length, count);
  }
  return found;
}
