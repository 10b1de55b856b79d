import * as ort from "onnxruntime-node";
import {
  adamW,
  createLearner,
  type Learner,
  linear,
  type Network,
  normalise,
  relu,
  residual,
  sequential,
} from "../../src/nn/index.ts";

const dimension = 128;

/** x + W x + b, normalised. */
export function linearHead(): Network {
  return network("linear", [linear({ features: dimension })]);
}

/** x + V max(0, W x + a) + b, normalised. */
export function perceptron(): Network {
  return network("perceptron", [linear({ features: 64 }), relu(), linear({ features: dimension })]);
}

function network(name: string, branch: Parameters<typeof sequential>[0]): Network {
  const layers = sequential([residual(sequential(branch)), normalise()]);
  return { name, input: [dimension], dimension, layers };
}

export interface Head {
  readonly learner: Learner;
  /** To what it was at first. */
  reset(): void;
}

/**
 * A head that at first gives what comes in: it learns what to add, and weight decay pulls that to nothing, so towards
 * the embeddings as they were and not towards a head that gives nothing.
 */
export async function openHead(network: Network, weightDecay: number): Promise<Head> {
  const learner = await createLearner({
    network,
    optimiser: adamW({ weightDecay }),
    seed: 1,
    ort,
    sessionOptions: { intraOpNumThreads: 1 },
  });
  const state = learner.state();
  const last = network.name === "linear" ? "linear1" : "linear2";
  const weights = `${last}/weights`;
  const start = { ...state, [weights]: { ...state[weights]!, data: new Float32Array(state[weights]!.data.length) } };
  const reset = () => learner.restore(start);
  reset();
  return { learner, reset };
}
