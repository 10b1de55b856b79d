import * as ort from "onnxruntime-node";
import { lossOf } from "../config/parts/loss.ts";
import { minerOf } from "../config/parts/miner.ts";
import { networkOf } from "../config/parts/network.ts";
import { optimiserOf, scheduleOf } from "../config/parts/optimiser.ts";
import { samplerOf } from "../config/parts/sampler.ts";
import type { ResolvedConfig } from "../config/read-config.ts";
import { applyFixed, type AugmentStep } from "../data/augment/step.ts";
import { batchMaker } from "../data/batch/batches.ts";
import type { Dataset } from "../data/dataset.ts";
import { embedPictures } from "../data/embed-pictures.ts";
import { fuse } from "../fuse/index.ts";
import type { Matrix } from "../matrix.ts";
import { createLearner, type Learner } from "../nn/index.ts";
import { seeded } from "../random.ts";
import type { BatchSource, TrainingOptions } from "../train/index.ts";
import { type Backbone, normalisationOf, openBackbone } from "./backbone.ts";
import { featureBatches, throughBackbone } from "./feature-batches.ts";
import type { LoadedData } from "./loaded-data.ts";
import { openPretrained } from "./pretrained.ts";

/** What a configuration says, put together: everything that a training takes but the run folder. */
export interface Experiment extends Pick<
  TrainingOptions,
  "batches" | "dataset" | "loss" | "miner" | "sampler" | "schedule"
> {
  readonly learner: Learner;
  /** As the network stands. */
  embed(dataset: Dataset, signal?: AbortSignal): Promise<Matrix<Float32Array>>;
  /** The network as it stands, with its backbone if it has one: pictures in, embeddings out. */
  exportOnnx(): Uint8Array;
  close(): Promise<void>;
}

/** @throws {TrainingError} as its parts: `config_invalid`, `data_invalid`, `model_unsupported` */
export async function openExperiment(config: ResolvedConfig, data: LoadedData): Promise<Experiment> {
  const { seed, threads, workers, network: wanted, augment } = config;
  const { train } = data;
  const normalise = await normalisationOf(config, data);
  const backbone = await openBackbone(config);
  const pretrained = await openPretrained(config);
  const options = { steps: data.steps, normalise, workers, batchSize: config.evaluation.batchSize };
  const steps: readonly AugmentStep[] = augment.some(givesSize) ? augment : [...data.steps, ...augment];
  const maker = batchMaker({ dataset: train, augment: steps, normalise, seed, workers });
  const known = new WeakMap<Dataset, Promise<Matrix<Float32Array>>>();
  const features = (dataset: Dataset, { model }: Backbone, signal?: AbortSignal) => {
    const made = known.get(dataset) ?? embedPictures(model.embed, { ...options, dataset, ...(signal && { signal }) });
    known.set(dataset, made);
    return made;
  };

  let batches: BatchSource = maker;
  let input: readonly number[];
  if (backbone) {
    // Without augmentation a picture's features are always the same.
    const once = augment.length === 0 ? await features(train, backbone) : undefined;
    batches = once ? featureBatches(once, train.labels) : throughBackbone(maker, backbone.model);
    input = [once?.columns ?? (await features(data.validation, backbone)).columns];
  } else {
    const { width, height } = applyFixed(await train.picture(0), data.steps);
    input = [normalise.mean.length, height, width];
  }
  const learner = await createLearner({
    network: networkOf(wanted, input),
    optimiser: optimiserOf(config.optimiser),
    seed,
    ort,
    sessionOptions: { intraOpNumThreads: threads },
    ...(config.optimiser.clip !== undefined && { clip: config.optimiser.clip }),
  });
  if (pretrained) learner.restore(pretrained(learner.state()));
  const miner = minerOf(config.miner);
  const proxies = { classes: train.classes.length, dimension: wanted.dimension, random: seeded(seed, proxyStream) };

  return {
    learner,
    dataset: train,
    batches,
    loss: lossOf(config.loss, proxies),
    ...(miner && { miner }),
    sampler: samplerOf(config.sampler, train),
    schedule: scheduleOf(config.schedule, config.optimiser.rate),
    async embed(dataset, signal) {
      if (!backbone) return embedPictures(learner.embed, { ...options, dataset, ...(signal && { signal }) });
      const { data, rows, columns } = await features(dataset, backbone, signal);
      return learner.embed({ data, shape: [rows, columns] });
    },
    exportOnnx() {
      if (!backbone) return learner.exportOnnx();
      const { bytes, output, file } = backbone;
      const files = { backbone: file, head: "the head" };
      return fuse(bytes, learner.exportOnnx(), {
        flatten: true,
        files,
        ...(output !== undefined && { features: output }),
      });
    },
    async close() {
      await Promise.all([maker.close(), learner.close(), backbone?.model.close()]);
    },
  };
}

/** Apart from the streams of the training, whose numbers are small. */
const proxyStream = 1001;

/** Whether pictures have the network's size after a step, whatever they had before. */
function givesSize({ op, ...step }: AugmentStep): boolean {
  return (
    op === "resized-crop" ||
    op === "centre-crop" ||
    op === "fit-ink" ||
    ((op === "crop" || op === "resize") && "width" in step && step.width !== undefined)
  );
}
