/** When a short cut is worth what it costs, and which. */
export interface ShortcutPolicy {
  /** Seconds: an exact search that takes less needs none. */
  readonly patience: number;
  /** How many times faster it has to be. */
  readonly gain: number;
  /** The share of first places that it may not fall under: [IDX4]. */
  readonly floor: number;
  /** What recall is measured with; with all but one of 5,000 found, the share is 0.999 at least, 19 times of 20. */
  readonly probes: number;
}

export const defaultPolicy: ShortcutPolicy = { patience: 0.02, gain: 3, floor: 0.999, probes: 5_000 };

export interface ShortcutPlan {
  /** For Faiss. */
  readonly factory: string;
  readonly lists: number;
  /** Vectors to train on. */
  readonly sample: number;
}

/**
 * What a vector costs in a list, by what it costs in the exact scan: Faiss compares one by one what the scan compares in
 * blocks. Measured with Faiss 1.7.3 for AVX2 on codes of a byte; a short cut that is slower than this says is not used.
 */
const costInList = 6;
/** Vectors a list has to be trained on (Faiss asks for 39 at least). */
const perList = 64;
/** One list in so many is looked through, to begin with. */
const share = 256;

/**
 * @param exactSeconds that an exact search of one probe takes, as measured
 * @returns undefined: the exact search is quick enough, or a short cut would not be much quicker
 */
export function planShortcut(
  size: number,
  exactSeconds: number,
  { patience, gain }: ShortcutPolicy,
): ShortcutPlan | undefined {
  if (exactSeconds <= patience) return undefined;
  const lists = 2 ** Math.round(Math.log2(4 * Math.sqrt(size)));
  // The centres of the lists are compared in full, as float32: four times the bytes.
  const looked = 4 * lists + Math.max(1, lists / share) * (size / lists);
  const expected = (exactSeconds / size) * looked * costInList;
  if (expected * gain > exactSeconds) return undefined;
  return { factory: `IVF${lists},SQ8`, lists, sample: Math.min(size, lists * perList) };
}
