import type { Evaluation } from "../run/evaluation-file.ts";
import type { MetricsLine } from "../run/metrics-line.ts";
import type { Embedded } from "./embedded.ts";

/** What a report is made of. */
export interface ReportInput {
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  /** As it was resolved, YAML. */
  readonly config: string;
  readonly lines: readonly MetricsLine[];
  /** The metrics to draw, that which chooses the best state first. */
  readonly metrics: readonly string[];
  /** Of the map and of the nearest neighbours: pictures as the best network embeds them. */
  readonly embedded?: Embedded;
  readonly evaluation?: Evaluation;
  readonly seed: number;
}
