import { TrainingError } from "../training-error.ts";
import { total, type Tally } from "./tally.ts";

/** LLR = slope * score + intercept. */
export interface Logistic {
  readonly slope: number;
  readonly intercept: number;
}

/**
 * What the fit aims at. `platt`: mated pairs at (M + 1) / (M + 2) and non-mated at 1 / (N + 2) instead of 1 and 0, as
 * if one pair more of either kind had been seen on either side (Platt 1999, "Probabilistic outputs for support vector
 * machines"); so scores that are apart without a single overlap have a finite slope, steeper the more there are.
 * `none`: 1 and 0, the maximum likelihood.
 */
export type Targets = "platt" | "none";

/**
 * Logistic regression of mated against non-mated on the score, both kinds weighing the same however many there are, so
 * that the odds it gives are likelihood ratios (Brümmer and du Preez 2006, "Application-independent evaluation of
 * speaker detection"). Newton's method with halved steps (Lin, Lin and Weng 2007, "A note on Platt's probabilistic
 * outputs for support vector machines").
 *
 * @throws {TrainingError} `data_invalid` where mated pairs do not score higher, or, with `none`, nothing overlaps
 */
export function fitLogistic(tally: Tally, targets: Targets = "platt"): Logistic {
  const { scores } = tally;
  const [mated, nonMated] = [total(tally.mated), total(tally.nonMated)];
  if (targets === "none" && isApart(tally)) {
    throw new TrainingError("data_invalid", "every mated pair scores higher than every non-mated one: only Platt's targets give that a slope");
  }
  const aims = targets === "platt" ? { mated: (mated + 1) / (mated + 2), nonMated: 1 / (nonMated + 2) } : { mated: 1, nonMated: 0 };
  // Scores of one model lie close together: around their middle, in units of their spread, the Hessian is round.
  const { middle, spread } = scale(tally, mated, nonMated);
  const at = scores.map((score) => (score - middle) / spread);
  const weight = scores.map((_, i) => tally.mated[i]! / mated + tally.nonMated[i]! / nonMated);
  const aim = scores.map((_, i) => (tally.mated[i]! / mated) * aims.mated + (tally.nonMated[i]! / nonMated) * aims.nonMated);

  /** Cross entropy; softplus is written so that it does not overflow. */
  const loss = (slope: number, intercept: number): number => {
    let sum = 0;
    for (let i = 0; i < at.length; i++) {
      const z = slope * at[i]! + intercept;
      sum += weight[i]! * (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))) - aim[i]! * z;
    }
    return sum;
  };

  let [slope, intercept, now] = [0, 0, loss(0, 0)];
  for (let round = 0; round < mostRounds; round++) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 0, 0, 0];
    for (let i = 0; i < at.length; i++) {
      const x = at[i]!;
      const p = 1 / (1 + Math.exp(-(slope * x + intercept)));
      const [g, h] = [weight[i]! * p - aim[i]!, weight[i]! * p * (1 - p)];
      ga += g * x;
      gb += g;
      haa += h * x * x;
      hab += h * x;
      hbb += h;
    }
    // A grain on the diagonal, where p(1 - p) has nothing left to divide by.
    const grain = 1e-12 * (haa + hbb);
    const determinant = (haa + grain) * (hbb + grain) - hab * hab;
    const step = [-((hbb + grain) * ga - hab * gb) / determinant, -((haa + grain) * gb - hab * ga) / determinant] as const;
    const gain = -(ga * step[0] + gb * step[1]);
    let part = 1;
    // So near, Newton's error squares with each step, and differences of the loss drown in rounding.
    if (gain > near) while (loss(slope + part * step[0], intercept + part * step[1]) > now && part > smallestPart) part /= 2;
    [slope, intercept] = [slope + part * step[0], intercept + part * step[1]];
    if (gain <= near) break;
    now = loss(slope, intercept);
  }
  if (slope <= 0) {
    throw new TrainingError("data_invalid", "mated pairs do not score higher than non-mated ones: no score can be calibrated by them");
  }
  return { slope: slope / spread, intercept: intercept - (slope / spread) * middle };
}

const mostRounds = 200;
/** In nats, of the loss. */
const near = 1e-12;
const smallestPart = 1e-10;

function scale({ scores, mated, nonMated }: Tally, m: number, n: number): { middle: number; spread: number } {
  const mean = (of: (score: number) => number) =>
    scores.reduce((sum, score, i) => sum + ((mated[i]! / m + nonMated[i]! / n) / 2) * of(score), 0);
  const middle = mean((score) => score);
  const spread = Math.sqrt(mean((score) => (score - middle) ** 2));
  return { middle, spread: spread > 0 ? spread : 1 };
}

/** Whether a threshold parts the two kinds: then no slope is the steepest that fits. */
function isApart({ scores, mated, nonMated }: Tally): boolean {
  return scores.findIndex((_, i) => mated[i]! > 0) >= scores.findLastIndex((_, i) => nonMated[i]! > 0);
}
