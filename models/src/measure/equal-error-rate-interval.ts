import { equalErrorRate, errorCurve, subjectsBootstrap, weightsOf, type SubjectScores } from "../metrics/index.ts";

/** Numbers from 0 up to 1, the same ones for the same seed (Park and Miller 1988). */
export function seeded(seed: number): () => number {
  let state = seed % 2147483647 || 1;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/**
 * The 95 % interval of the equal error rate by drawing subjects again. None where no pair errs: whoever is drawn
 * again, none will.
 */
export function equalErrorRateInterval(
  scores: SubjectScores,
  { rounds = 1000, random = seeded(1) }: { rounds?: number; random?: () => number } = {},
): readonly [number, number] | undefined {
  const { mated, nonMated, subjects } = scores;
  if (mated.length === 0 || nonMated.length === 0 || mated[0]! > nonMated[0]!) return undefined;
  const statistics = (drawn: Float64Array) => ({ eer: equalErrorRate(errorCurve(scores, weightsOf(scores, drawn))) });
  return subjectsBootstrap(subjects, statistics, { rounds, random }).eer;
}
