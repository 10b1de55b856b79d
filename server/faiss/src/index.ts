export { createBinaryIndex } from "./binary-index.ts";
export type { BinaryIndex, BinaryIndexOptions, BinaryNeighbours, BinarySearchOptions } from "./binary-index.ts";
export { FaissError } from "./error.ts";
export type { FaissErrorCode } from "./error.ts";
export type {
  CallOptions,
  FaissIndex,
  IndexOptions,
  Metric,
  NeighbourRanges,
  Neighbours,
  RangeOptions,
  SearchOptions,
} from "./faiss-index.ts";
export { kmeans } from "./kmeans.ts";
export type { Clusters, KmeansOptions } from "./kmeans.ts";
export { faissLibrary } from "./library.ts";
export type { FaissLibrary } from "./library.ts";
export { createIndex } from "./native-index.ts";
