export type { AugmentStep, FixedStep } from "./augment/step.ts";
export { applyFixed, augment } from "./augment/step.ts";
export { greyInput, imageNetInput, type Normalisation, normaliseInto } from "./augment/normalise.ts";
export {
  batches,
  batchMaker,
  type BatchMaker,
  type BatchMakerOptions,
  type EpochOptions,
  evaluationBatches,
  type EvaluationOptions,
  type PictureBatch,
} from "./batch/batches.ts";
export { cars196, type Cars196Options } from "./cars196.ts";
export { classFolders, type ClassFoldersOptions } from "./class-folders.ts";
export { cub200, type Cub200Options } from "./cub200.ts";
export type { Dataset, Split } from "./dataset.ts";
export type { Pixels } from "./pixels.ts";
export type { Decoding } from "./decode.ts";
export { embedPictures } from "./embed-pictures.ts";
export { faceChips, type FaceChips, type FaceChipsOptions } from "./face-chips.ts";
export { fashionMnist } from "./fashion-mnist.ts";
export { idxDataset, type IdxFiles } from "./idx.ts";
export { inMemory, type InMemoryOptions } from "./in-memory.ts";
export { mnistData } from "./mnist.ts";
export {
  ofAlphabets,
  omniglot,
  type OmniglotOptions,
  omniglotSplit,
  type OmniglotSplitOptions,
  smallBackgroundSplit,
} from "./omniglot.ts";
export { omniglotRuns, type OneShotRun } from "./omniglot-runs.ts";
export { onlineProducts, type OnlineProductsOptions } from "./online-products.ts";
export { pairsFile, type PairsFold, type PairsOptions, type PairsProtocol } from "./pairs-file.ts";
export { ofClasses, pick } from "./pick.ts";
export type { PictureSource } from "./picture-source.ts";
export { rotationsAsClasses } from "./rotations.ts";
export { sourceDataset, type SourceDataset } from "./source-dataset.ts";
export {
  type ClassSplitOptions,
  firstClassesSplit,
  splitByClass,
  splitWithinClasses,
  subjectFolds,
  withValidation,
} from "./split.ts";
