export { equalErrorRate } from "./equal-error-rate.ts";
export { errorCurve, type ErrorCurve } from "./error-curve.ts";
export { retrieval, type Retrieval, type RetrievalInput } from "./retrieval.ts";
export { areaUnderCurve, errorPoints, type ErrorRates, trueAcceptRate } from "./roc.ts";
export {
  acquired,
  errorRatesAt,
  falseMatchesAt,
  missedAt,
  type Scores,
  scoresOf,
  thresholdFor,
} from "./scores.ts";
export { type PairWeights, type SubjectScores, subjectScores, weightsOf } from "./subject-scores.ts";
export { subjectsBootstrap } from "./subjects-bootstrap.ts";
export type { Distance } from "./vectors.ts";
export { wilsonInterval } from "./wilson-interval.ts";
