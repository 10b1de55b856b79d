export { clustering, type Clustering, type ClusteringInput, type ClusteringRun } from "./clustering.ts";
export { type Contingency, contingency } from "./contingency.ts";
export { equalErrorRate } from "./equal-error-rate.ts";
export { errorCurve, type ErrorCurve } from "./error-curve.ts";
export { foldAccuracy, type FoldAccuracy } from "./folds.ts";
export {
  cumulativeMatch,
  identificationRatesAt,
  openSetScores,
  type Search,
  searches,
} from "./identification.ts";
export { adjustedMutualInformation, normalisedMutualInformation } from "./mutual-information.ts";
export { pairF1, purity } from "./pair-counting.ts";
export { retrieval, type Retrieval, type RetrievalInput } from "./retrieval.ts";
export { areaUnderCurve, errorPoints, type ErrorRates, operatingPoint, trueAcceptRate } from "./roc.ts";
export {
  acquired,
  errorRatesAt,
  falseMatchesAt,
  falseMatchesWithin,
  missedAt,
  type Scores,
  scoresOf,
  thresholdFor,
} from "./scores.ts";
export {
  type Comparison,
  type PairWeights,
  scoresOfPairs,
  type SubjectScores,
  subjectScores,
  weightsOf,
} from "./subject-scores.ts";
export { subjectsBootstrap } from "./subjects-bootstrap.ts";
export type { Distance } from "./vectors.ts";
export { type OperatingPoint, verification, type Verification } from "./verification.ts";
export { wilsonInterval } from "./wilson-interval.ts";
