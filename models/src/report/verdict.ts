import { duration } from "../duration.ts";
import type { StopReason } from "../train/training-event.ts";
import type { ReportInput } from "./report-input.ts";

/** The run in a sentence or two. */
export function verdict({ lines, metrics, evaluation }: ReportInput): string {
  const [metric] = metrics;
  const evaluations = lines.filter((line) => line.kind === "evaluation");
  const best = evaluations.findLast(({ isBest }) => isBest);
  const last = lines.at(-1);
  if (last === undefined || metric === undefined) return "Nothing was logged yet.";
  const end = lines.findLast((line) => line.kind === "end");
  const how = end ? reasons[end.reason] : "has not ended, or was cut off";
  const chosen = best?.metrics[metric];
  const reached =
    chosen === undefined ? "" : ` Its best ${metric} in validation was ${chosen.toFixed(4)}, at step ${best!.step}.`;
  const tested = evaluation?.figures.find(({ name }) => name === metric);
  const test = tested ? ` On ${evaluation!.data} it reached ${tested.value.toFixed(4)}.` : "";
  const first = evaluations[0]?.metrics[metric];
  const isWorse = best !== undefined && best === evaluations[0] && evaluations.length > 1 && first !== undefined;
  const doubt = isWorse ? " No later one was better: training did not help." : "";
  return `Training ${how} at step ${last.step} after ${duration(last.seconds)}.${reached}${test}${doubt}`;
}

const reasons = {
  finished: "ended as planned",
  no_progress: "stopped early, because validation got no better,",
  aborted: "was stopped",
} as const satisfies Record<StopReason, string>;
