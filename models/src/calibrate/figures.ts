import { logLikelihoodRatio, type Measurement, type ScoreCalibration } from "@likeness/sdk/core";
import { subjectsBootstrap, weightsOf, type Scores, type SubjectScores } from "../metrics/index.ts";
import { calibrationError, cllr, leastCllr } from "./cost.ts";
import { fitScores } from "./fit.ts";
import { heldOutCost } from "./held-out.ts";
import type { Targets } from "./logistic.ts";
import { tallyOf, total, type Tally } from "./tally.ts";

export interface FigureOptions {
  readonly data: string;
  readonly targets?: Targets;
  /** Draws of subjects for the intervals, where it is known whose each score is; 200 by default. */
  readonly rounds?: number;
  /** Numbers from 0 up to 1 to draw subjects by; without it there are no intervals. */
  readonly random?: () => number;
}

const names = {
  logistic: "Cllr of the logistic calibration",
  isotonic: "Cllr of the isotonic calibration",
  least: "least Cllr of any rising calibration",
  error: "expected calibration error of the logistic calibration",
} as const;

type Figure = keyof typeof names;

/** How far the log-likelihood ratios of a calibration can be believed, as figures of a card. */
export function calibrationFigures(
  scores: Scores | SubjectScores,
  fitted: ScoreCalibration,
  { data, targets = "platt", rounds = 200, random }: FigureOptions,
): Measurement[] {
  const tally = tallyOf(scores);
  const counts = { matedPairs: total(tally.mated), nonMatedPairs: total(tally.nonMated) };
  const values = figuresOf(tally, fitted);
  const subjects = "subjects" in scores ? scores : undefined;
  const intervals = subjects && random ? intervalsOf(subjects, targets, rounds, random) : undefined;
  const how = intervals ? `; interval by drawing subjects ${rounds} times and fitting again` : "";
  const own = (Object.keys(names) as Figure[]).map((figure): Measurement => {
    const interval = intervals?.[figure];
    return {
      figure: names[figure],
      value: values[figure],
      unit: figure === "error" ? "probability" : "bits",
      ...(interval?.every((end) => Number.isFinite(end)) && { interval }),
      data,
      protocol: `on the pairs that it was fitted to${how}`,
      counts,
    };
  });
  const held = subjects && heldOutCost(subjects, { targets });
  if (!held) return own;
  const others = (["logistic", "isotonic"] as const).map((fit): Measurement => ({
    figure: `${names[fit]}, held out`,
    value: held[fit],
    unit: "bits",
    data,
    protocol: `fitted to pairs of other subjects, ${held.folds} folds by subject, their mean`,
    counts,
  }));
  return [...own, ...others];
}

function figuresOf(tally: Tally, fitted: ScoreCalibration): Record<Figure, number> {
  const of = (fit: "logistic" | "isotonic") => (score: number) => logLikelihoodRatio(fitted, score, fit);
  return {
    logistic: cllr(tally, of("logistic")),
    isotonic: cllr(tally, of("isotonic")),
    least: leastCllr(tally),
    error: calibrationError(tally, of("logistic")),
  };
}

function intervalsOf(scores: SubjectScores, targets: Targets, rounds: number, random: () => number) {
  const none = { logistic: Number.NaN, isotonic: Number.NaN, least: Number.NaN, error: Number.NaN };
  const statistics = (drawn: Float64Array): Record<Figure, number> => {
    const tally = tallyOf(scores, weightsOf(scores, drawn));
    // A draw of one subject alone has no non-mated pair.
    if (total(tally.mated) === 0 || total(tally.nonMated) === 0) return none;
    return figuresOf(tally, fitScores(tally, targets));
  };
  return subjectsBootstrap(scores.subjects, statistics, { rounds, random });
}
