import type { TopLevelSpec } from "vega-lite";
import type { EvaluationLine, MetricsLine, StepsLine } from "../run/metrics-line.ts";
import { colours, drawChart } from "./chart.ts";

/** A chart of the report, which is a file of the run folder too. */
export interface Drawing {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly title: string;
  readonly svg: string;
}

/** As wide as a telephone: on a larger screen charts lie side by side. */
const size = { width: 290, height: 170 };

/**
 * Loss, metric and learning rate over the steps; a chart for which nothing was logged is left out.
 *
 * @param metrics the names of those to draw, that which chose the best state first
 */
export async function drawCurves(lines: readonly MetricsLine[], metrics: readonly string[]): Promise<Drawing[]> {
  const steps = lines.filter((line) => line.kind === "steps");
  const evaluations = lines.filter((line) => line.kind === "evaluation");
  const drawings: Drawing[] = [];
  if (steps.length > 0) drawings.push(await drawing("loss", "Loss", lossChart(steps)));
  if (evaluations.length > 0) drawings.push(await drawing("metrics", "Validation", metricsChart(evaluations, metrics)));
  if (steps.length > 0) drawings.push(await drawing("rate", "Learning rate", rateChart(steps)));
  return drawings;
}

type Described = TopLevelSpec & { readonly description: string };

async function drawing(name: string, title: string, spec: Described): Promise<Drawing> {
  return { name, title, svg: await drawChart(spec) };
}

const stepAxis = { field: "step", type: "quantitative", title: "step", axis: { tickCount: 5 } } as const;

function lossChart(steps: readonly StepsLine[]): Described {
  const [first, last] = [steps[0]!.loss, steps.at(-1)!.loss];
  return {
    ...size,
    description: `Loss over ${steps.at(-1)!.step} steps, from ${short(first)} to ${short(last)}.`,
    data: { values: steps.map(({ step, loss }) => ({ step, loss })) },
    mark: { type: "line", color: colours.blue, strokeWidth: 2, point: steps.length === 1 },
    encoding: {
      x: stepAxis,
      y: { field: "loss", type: "quantitative", title: "loss", scale: { zero: false, nice: true } },
    },
  };
}

function metricsChart(evaluations: readonly EvaluationLine[], metrics: readonly string[]): Described {
  const drawn = metrics.filter((name) => evaluations.some((line) => name in line.metrics)).slice(0, 3);
  const best = evaluations.findLast(({ isBest }) => isBest);
  const chosen =
    best && drawn[0] !== undefined ? { step: best.step, metric: drawn[0], value: best.metrics[drawn[0]]! } : undefined;
  const ends = drawn.map(
    (name) => `${name} from ${short(evaluations[0]!.metrics[name]!)} to ${short(evaluations.at(-1)!.metrics[name]!)}`,
  );
  const marked = chosen ? ` The best, marked by a ring, is ${short(chosen.value)} at step ${chosen.step}.` : "";
  const colour = { field: "metric", type: "nominal", scale: { domain: drawn, range: Object.values(colours) } } as const;
  const y = { field: "value", type: "quantitative", title: null, scale: { zero: false } } as const;
  return {
    ...size,
    description: `Validation over the steps: ${ends.join(", ")}.${marked}`,
    layer: [
      {
        data: {
          values: evaluations.flatMap(({ step, metrics: all }) =>
            drawn.map((metric) => ({ step, metric, value: all[metric] })),
          ),
        },
        mark: { type: "line", strokeWidth: 2, point: { size: 25 } },
        encoding: {
          x: stepAxis,
          y,
          color: colour,
          strokeDash: { field: "metric", type: "nominal", scale: { domain: drawn } },
        },
      },
      {
        data: { values: chosen ? [chosen] : [] },
        mark: { type: "point", size: 180, strokeWidth: 2 },
        encoding: { x: stepAxis, y, color: colour },
      },
    ],
  };
}

function rateChart(steps: readonly StepsLine[]): Described {
  const rates = steps.map(({ rate }) => rate);
  const [first, last, most] = [rates[0]!, rates.at(-1)!, Math.max(...rates)].map(short);
  return {
    ...size,
    description: `Learning rate over the steps, from ${first} to ${last}, at most ${most}.`,
    data: { values: steps.map(({ step, rate }) => ({ step, rate })) },
    mark: { type: "line", color: colours.green, strokeWidth: 2, interpolate: "step-before" },
    encoding: { x: stepAxis, y: { field: "rate", type: "quantitative", title: "rate", axis: { format: "~g" } } },
  };
}

function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}
