import cliProgress from "cli-progress";
import { duration } from "../duration.ts";
import type { TrainingEvent } from "../train/index.ts";
import { type Pace, pace } from "./pace.ts";
import type { Output } from "./command.ts";

/** Shows how a training goes. */
export interface Progress {
  tell(event: TrainingEvent): void;
  close(): void;
}

export interface ProgressOptions {
  readonly output: Output;
  /** Milliseconds. */
  readonly clock: () => number;
  /** Nothing is shown. */
  readonly quiet: boolean;
}

/** A bar on a terminal; lines where somebody reads a log. */
export function showProgress({ output, clock, quiet }: ProgressOptions): Progress {
  if (quiet) return { tell: () => {}, close: () => {} };
  return output.terminal ? bar(output, output.terminal, clock) : lines(output, clock);
}

function bar(output: Output, terminal: NodeJS.WriteStream, clock: () => number): Progress {
  const measured = pace(clock);
  // Of several bars, though there is one: only these let lines be written above them.
  const bars = new cliProgress.MultiBar(
    {
      format: "{bar} {percentage}%  {words}",
      stream: terminal,
      hideCursor: true,
      linewrap: false,
      barsize: 24,
      clearOnComplete: true,
      // Whoever stops the training closes the bar.
      gracefulExit: false,
      forceRedraw: true,
    },
    cliProgress.Presets.shades_classic,
  );
  let drawn: cliProgress.SingleBar | undefined;
  return {
    tell(event) {
      if (event.kind === "step") {
        const words = stepWords(event, measured.after(event));
        drawn ??= bars.create(event.steps, event.step, { words });
        drawn.update(event.step, { words });
      } else if (event.kind === "evaluation") {
        if (drawn) bars.log(`${evaluationWords(event)}\n`);
        else output.note(evaluationWords(event));
      }
    },
    close() {
      if (!drawn) return;
      // What was logged since the last redraw.
      bars.update();
      bars.stop();
    },
  };
}

/** At most so often, because a log is read from its end. */
const linesApart = 10_000;

function lines(output: Output, clock: () => number): Progress {
  const measured = pace(clock);
  let told = clock();
  return {
    tell(event) {
      if (event.kind === "evaluation") output.note(evaluationWords(event));
      if (event.kind !== "step") return;
      const now = measured.after(event);
      if (clock() - told < linesApart && event.step !== event.steps) return;
      told = clock();
      output.note(stepWords(event, now));
    },
    close: () => {},
  };
}

type StepEvent = Extract<TrainingEvent, { kind: "step" }>;
type EvaluationEvent = Extract<TrainingEvent, { kind: "evaluation" }>;

function stepWords({ step, steps }: StepEvent, { loss, picturesPerSecond, secondsLeft }: Pace): string {
  const left = step < steps ? `  ${duration(secondsLeft)} left` : "";
  return `step ${step}/${steps}  loss ${loss.toPrecision(4)}  ${Math.round(picturesPerSecond)} pictures/s${left}`;
}

function evaluationWords({ step, metrics, isBest }: EvaluationEvent): string {
  const values = Object.entries(metrics).map(([name, value]) => `${name} ${value.toFixed(4)}`);
  // First, because a terminal cuts what is too long.
  return `step ${step}${isBest ? "  best so far" : ""}  ${values.join("  ")}`;
}
