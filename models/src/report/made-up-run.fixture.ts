// Test support: a run as it might have been, with pictures of squares whose brightness is their class.

import type { Pixels } from "../data/pixels.ts";
import { matrix } from "../matrix.ts";
import { seeded } from "../random.ts";
import type { MetricsLine } from "../run/metrics-line.ts";
import type { ReportInput } from "./report-input.ts";

export interface MadeUp {
  readonly classes?: number;
  readonly perClass?: number;
  /** How far embeddings scatter around their class's direction. */
  readonly spread?: number;
}

export function madeUpRun({ classes = 6, perClass = 12, spread = 0.35 }: MadeUp = {}): ReportInput {
  return {
    name: "digits <1>",
    created: "2026-01-02T03:04:05.678Z",
    config: "name: digits\nloss: # & more\n  name: triplet\n",
    lines: lines(),
    metrics: ["recall@1", "nmi"],
    embedded: embedded(classes, perClass, spread),
    evaluation: {
      format: "likeness-evaluation/1",
      data: "Digits test",
      pictures: classes * perClass,
      classes,
      figures: [
        { name: "recall@1", value: 0.912, interval: [0.887, 0.934] },
        { name: "nmi", value: 0.71 },
      ],
      perClass: { queries: [], sums: {} },
    },
    seed: 7,
  };
}

function lines(): MetricsLine[] {
  const list: MetricsLine[] = [];
  for (let step = 10; step <= 400; step += 10) {
    const at = { epoch: Math.floor(step / 100), step, seconds: step / 2 };
    const wave = 0.02 * Math.sin(step);
    list.push({
      kind: "steps",
      ...at,
      loss: 0.3 / (1 + step / 60) + wave / 4,
      rate: 1e-3 * Math.cos((step / 400) * 1.5),
      gradientNorm: 1,
      picturesPerSecond: 900,
    });
    if (step % 100 !== 0) continue;
    const overfitted = step === 400 ? 0.06 : 0;
    const metrics = { "recall@1": 0.9 - 30 / step + wave - overfitted, nmi: 0.7 - 20 / step };
    list.push({ kind: "evaluation", ...at, metrics, isBest: step < 400 });
  }
  return [...list, { kind: "end", epoch: 4, step: 400, seconds: 212, reason: "finished" }];
}

function embedded(classes: number, perClass: number, spread: number): NonNullable<ReportInput["embedded"]> {
  const random = seeded(11);
  const columns = 16;
  const centres = Array.from({ length: classes }, () => Array.from({ length: columns }, () => random.normal()));
  const labels = Int32Array.from({ length: classes * perClass }, (_, i) => i % classes);
  const values = Array.from(labels, (label) => centres[label]!.map((value) => value + spread * random.normal()));
  const picture = async (index: number): Promise<Pixels> => {
    const data = new Uint8Array(28 * 28).fill(20);
    for (let y = 6; y < 22; y++) data.fill(60 + (180 * labels[index]!) / classes, y * 28 + 6, y * 28 + 22);
    return { data, width: 28, height: 28, channels: 1 };
  };
  return {
    dataset: {
      name: "Digits validation",
      classes: Array.from({ length: classes }, (_, n) => `class ${n}`),
      labels,
      describe: (index) => `picture ${index}`,
      picture,
    },
    embeddings: matrix(Float32Array.from(values.flat()), labels.length, columns),
  };
}
