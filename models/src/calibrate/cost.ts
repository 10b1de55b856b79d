import { placesOf, poolAdjacentViolators } from "./isotonic.ts";
import { total, type Tally } from "./tally.ts";

/**
 * The cost of log-likelihood ratios, in bits: 0 for ratios that are right and certain, 1 for those that say nothing, more
 * for those that mislead (Cllr; Brümmer and du Preez 2006, "Application-independent evaluation of speaker detection").
 *
 * @param llr of a score, natural logarithm
 */
export function cllr({ scores, mated, nonMated }: Tally, llr: (score: number) => number): number {
  const [m, n] = [total(mated), total(nonMated)];
  return (
    scores.reduce((sum, score, i) => {
      const value = llr(score);
      return sum + (mated[i]! > 0 ? (mated[i]! / m) * softplus(-value) : 0) + (nonMated[i]! > 0 ? (nonMated[i]! / n) * softplus(value) : 0);
    }, 0) /
    (2 * Math.LN2)
  );
}

/** The least that {@link cllr} can come to on these pairs by any rising calibration: what the scores themselves cost. */
export function leastCllr(tally: Tally): number {
  const [m, n] = [total(tally.mated), total(tally.nonMated)];
  const pools = poolAdjacentViolators(placesOf(tally));
  const cost = pools.reduce((sum, { mated, nonMated }) => {
    const llr = Math.log(mated / m) - Math.log(nonMated / n);
    return sum + (mated > 0 ? (mated / m) * softplus(-llr) : 0) + (nonMated > 0 ? (nonMated / n) * softplus(llr) : 0);
  }, 0);
  return cost / (2 * Math.LN2);
}

/**
 * Expected calibration error at even odds: how far the posterior probability of one subject lies from the share of mated
 * pairs that have it, over bins of equal width (Naeini et al. 2015, "Obtaining well calibrated probabilities using
 * Bayesian binning"), both kinds of pairs weighing the same.
 */
export function calibrationError({ scores, mated, nonMated }: Tally, llr: (score: number) => number, bins = 15): number {
  const [m, n] = [total(mated), total(nonMated)];
  const sums = Array.from({ length: bins }, () => ({ weight: 0, said: 0, seen: 0 }));
  for (const [i, score] of scores.entries()) {
    const posterior = 1 / (1 + Math.exp(-llr(score)));
    const bin = sums[Math.min(bins - 1, Math.floor(posterior * bins))]!;
    const [one, two] = [mated[i]! / m / 2, nonMated[i]! / n / 2];
    bin.weight += one + two;
    bin.said += (one + two) * posterior;
    bin.seen += one;
  }
  return sums.reduce((sum, { said, seen }) => sum + Math.abs(said - seen), 0);
}

/** log(1 + exp(x)), without overflow. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
