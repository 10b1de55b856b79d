import { matrix } from "../matrix.ts";
import { TrainingError } from "../training-error.ts";
import { type Embedder, embedder } from "./engine/embedder.ts";
import { inferenceGraph } from "./engine/inference-graph.ts";
import { type Ort, type SessionOptions, sleeping } from "./engine/ort.ts";
import { initialVectors, type LearnerVectors, namedValues, readState, stateLayout, writeState } from "./engine/state.ts";
import { type KeptSessions, keptSessions } from "./engine/kept-sessions.ts";
import { type StepSessions, stepSessions } from "./engine/step-sessions.ts";
import { sizeOf } from "./graph/node.ts";
import type { Inputs, Learner } from "./learner.ts";
import type { Network } from "./network.ts";
import type { Optimiser } from "./optimisers/optimiser.ts";
import { trace } from "./trace.ts";

export interface LearnerOptions {
  readonly network: Network;
  readonly optimiser: Optimiser;
  /** The weights at the start follow from it. */
  readonly seed: number;
  /** onnxruntime-node or onnxruntime-web. */
  readonly ort: Ort;
  /** Threads and execution providers, as the runtime takes them. Threads sleep while they wait unless `extra` is given. */
  readonly sessionOptions?: SessionOptions;
  /** The largest norm of the gradient of all weights; a larger gradient is scaled down to it. None unless told. */
  readonly clip?: number;
}

/** A batch that went forward and is to go back by the same sessions. */
interface Pending {
  readonly kept: KeptSessions;
  readonly sessions: StepSessions;
  readonly statistics: Float32Array;
}

/**
 * A network with its optimiser as ONNX graphs that a stock onnxruntime runs; see nn/README.md for the graphs.
 *
 * @throws {RangeError} for a network whose layers do not fit
 */
export async function createLearner({ network, ...given }: LearnerOptions): Promise<Learner> {
  const options = { ...given, sessionOptions: sleeping(given.sessionOptions) };
  const { optimiser, ort, sessionOptions, seed } = options;
  const { input, dimension } = network;
  const traced = trace(input, network.layers);
  if (traced.output.shape.join() !== `${dimension}`)
    throw new RangeError(`network ${network.name} gives [${traced.output.shape.join(", ")}], not [${dimension}]`);
  const layout = stateLayout(traced, optimiser);
  let now = initialVectors(layout, seed);
  // Every step writes what comes next over what was before last: nothing is allocated, and what was stays until then.
  let spare: LearnerVectors = structuredClone(now);
  const sessionsFor = (lossOf: "embeddings" | "cosines") =>
    keptSessions((rows) => stepSessions(ort, traced, rows, { ...options, lossOf }));
  const [ofEmbeddings, ofCosines] = [sessionsFor("embeddings"), sessionsFor("cosines")];
  let pending: Pending | undefined;
  let inference: Embedder | undefined;

  const become = (vectors: LearnerVectors) => {
    [now, spare] = [vectors, now];
    pending = undefined;
    const stale = inference;
    inference = undefined;
    return stale?.release();
  };
  const forward = async (kept: KeptSessions, batch: Inputs) => {
    const rows = checked(batch, input);
    const sessions = await kept.of(rows);
    const { embeddings, cosines, statistics } = await sessions.forward(batch, now, spare);
    pending = { kept, sessions, statistics };
    return { embeddings: matrix(embeddings, rows, dimension), cosines: cosines && matrix(cosines, rows, rows) };
  };
  const backward = async (kept: KeptSessions, gradient: Float32Array | Float64Array, rate: number) => {
    if (pending?.kept !== kept) throw new Error("backward comes after forward");
    const { sessions, statistics } = pending;
    if (gradient.length !== sizeOf(sessions.gradient))
      throw new RangeError(`a gradient of ${sessions.gradient.join(" x ")} has not ${gradient.length} values`);
    const { weights, moments, norm } = await sessions.backward(gradient, rate, now, spare);
    pending = undefined;
    if (!Number.isFinite(norm)) throw new TrainingError("not_finite", `the gradient of the weights has the norm ${norm}`);
    await become({ weights, moments, statistics, steps: now.steps + 1 });
    return { gradientNorm: norm };
  };
  const exportOnnx = () => inferenceGraph(traced, namedValues(layout, now), network.name);

  return {
    dimension,
    forward: async (batch) => (await forward(ofEmbeddings, batch)).embeddings,
    backward: (gradient, rate) => backward(ofEmbeddings, gradient, rate),
    byCosines: {
      forward: async (batch) => {
        const { embeddings, cosines } = await forward(ofCosines, batch);
        return { embeddings, cosines: cosines! };
      },
      backward: (slopes, rate) => backward(ofCosines, slopes, rate),
    },

    async embed(inputs) {
      checked(inputs, input);
      inference ??= await embedder(ort, exportOnnx(), dimension, sessionOptions);
      return inference.embed(inputs);
    },

    state: () => writeState(layout, now),
    restore: (state) => void become(readState(layout, state)),
    exportOnnx,

    async close() {
      for (const each of [ofEmbeddings, ofCosines, inference]) await each?.release();
      inference = undefined;
    },
  };
}

/** @returns the number of rows */
function checked({ data, shape }: Inputs, input: readonly number[]): number {
  const [rows = 0, ...one] = shape;
  if (one.join() !== input.join() || data.length !== sizeOf(shape))
    throw new RangeError(`rows of [${input.join(", ")}] are wanted, not ${data.length} values as [${shape.join(", ")}]`);
  return rows;
}
