/** The comparisons of a set of pictures, every picture with every one before it. */
export interface Comparisons {
  /** Who is on which picture. */
  readonly people: readonly string[];
  /** Of picture i with picture j < i at i (i - 1) / 2 + j; -Infinity where one of them gave no template. */
  readonly scores: readonly number[];
}

/** Comparisons that share a score, from the highest; how many are of one person and how many of two. */
interface Step {
  readonly mated: number;
  readonly nonMated: number;
}

export interface ErrorRates {
  readonly mated: number;
  readonly nonMated: number;
  /** Where the false match and the false non-match rate meet. */
  readonly eer: number;
  /** The part of the mated comparisons that passes while no more than 1 in 1,000 of the others do. */
  readonly tar: number;
}

/**
 * A failed acquisition never matches: it counts as a miss in mated comparisons (ISO/IEC 19795-1 calls these the
 * generalised rates) unless `acquiredOnly` leaves such comparisons out. `weights` says how often each person is
 * in the sample.
 */
export function errorRates(
  { people, scores }: Comparisons,
  { acquiredOnly = false, weights }: { acquiredOnly?: boolean; weights?: ReadonlyMap<string, number> } = {},
): ErrorRates {
  const order = ordered(scores);
  const pairs = pairsOf(people);
  const steps: Step[] = [];
  for (let at = 0; at < order.length; ) {
    const score = scores[order[at]!]!;
    if (acquiredOnly && score === -Infinity) break;
    let [mated, nonMated] = [0, 0];
    for (; at < order.length && scores[order[at]!] === score; at++) {
      const [a, b] = pairs[order[at]!]!;
      const weight = (name: string) => weights?.get(name) ?? (weights ? 0 : 1);
      if (a === b) mated += weight(a);
      else nonMated += weight(a) * weight(b);
    }
    steps.push({ mated, nonMated });
  }
  const isFailure = !acquiredOnly && scores[order.at(-1)!] === -Infinity;
  return sweep(steps, isFailure ? steps.length - 1 : steps.length);
}

/** Lowers the threshold from score to score; at the last ones, from `end` on, nothing can pass. */
function sweep(steps: readonly Step[], end: number): ErrorRates {
  const mated = steps.reduce((sum, step) => sum + step.mated, 0);
  const nonMated = steps.reduce((sum, step) => sum + step.nonMated, 0);
  const allowed = Math.floor(1e-3 * nonMated);
  let [accepted, falselyAccepted, tar] = [0, 0, 0];
  let eer = { gap: Infinity, rate: 0.5 };
  for (const step of steps.slice(0, end)) {
    // Just above the highest score of two people nothing passes falsely.
    if (step.nonMated > 0 && falselyAccepted === 0) consider();
    accepted += step.mated;
    falselyAccepted += step.nonMated;
    if (step.nonMated > 0) consider();
    if (falselyAccepted <= allowed) tar = accepted / mated;
  }
  return { mated, nonMated, eer: eer.rate, tar };

  function consider(): void {
    const fmr = falselyAccepted / nonMated;
    const fnmr = 1 - accepted / mated;
    if (Math.abs(fmr - fnmr) < eer.gap) eer = { gap: Math.abs(fmr - fnmr), rate: (fmr + fnmr) / 2 };
  }
}

const orders = new WeakMap<readonly number[], Uint32Array>();

/** From the highest score; sorted once, however often the people are drawn anew. */
function ordered(scores: readonly number[]): Uint32Array {
  const known = orders.get(scores);
  if (known) return known;
  // Two failures have no difference: infinity less infinity is no number.
  const order = Uint32Array.from(scores.keys()).toSorted((a, b) =>
    scores[a] === scores[b] ? 0 : scores[b]! - scores[a]!,
  );
  orders.set(scores, order);
  return order;
}

const allPairs = new WeakMap<readonly string[], (readonly [string, string])[]>();

function pairsOf(people: readonly string[]): (readonly [string, string])[] {
  const known = allPairs.get(people);
  if (known) return known;
  const pairs = people.flatMap((a, i) => people.slice(0, i).map((b) => [a, b] as const));
  allPairs.set(people, pairs);
  return pairs;
}
