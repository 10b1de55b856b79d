/** The version of what lies in a run folder. A reader refuses another one. */
export const runFormat = "likeness-run/1";

/** `run.json`: written when the run begins, and not again. */
export interface RunManifest {
  readonly format: typeof runFormat;
  /** ISO 8601. */
  readonly created: string;
  /** SHA-256 of the part of the configuration that a step follows from: a checkpoint is for no other. */
  readonly config: string;
  /** What it was made with. */
  readonly node: string;
  readonly platform: string;
}

/** The files of a run folder. */
export const runFiles = {
  manifest: "run.json",
  /** With all defaults, to be run again. */
  config: "config.yaml",
  metrics: "metrics.jsonl",
  checkpoint: "checkpoint.tensors",
  /** The best state, as it is served. */
  model: "model.onnx",
  card: "model.json",
  /** Of the pictures that were tested by at the end. */
  evaluation: "evaluation.json",
  report: "report.html",
} as const;
