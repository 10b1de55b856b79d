// The types that an application meets when it uses a likeness, wherever it runs.
export type { ProblemCode, Picture, Box, Point, Template } from "../core/index.ts";
export type { Enrolled, Identified, Verified } from "../contract/messages.ts";
export type {
  Analysis,
  BestFrame,
  Face,
  Quality,
  QualityLimits,
  QualityReason,
  QualityUse,
  Timings,
  Track,
} from "../face/index.ts";
export type { LoadProgress } from "../model/index.ts";
export type { BackendChoice } from "./backend/index.ts";
export type { Guidance } from "./guidance.ts";
export type { EnrolOptions, For, IdentifyOptions, Likeness, VerifyOptions } from "./likeness.ts";
export type { LiveFrame, LiveFrames, LiveOptions } from "./live.ts";
export type { OfflineVerified } from "../template/index.ts";
