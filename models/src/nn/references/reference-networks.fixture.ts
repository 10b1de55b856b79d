import { createLearner } from "../create-learner.ts";
import type { Ort, SessionOptions } from "../engine/ort.ts";
import type { LearnerState } from "../learner.ts";
import type { Network } from "../network.ts";
import { convNet } from "../networks/conv-net.ts";
import { mobileFaceNet } from "../networks/mobile-face-net.ts";
import { sgd } from "../optimisers/sgd.ts";
import { type Listed, relativeDifference } from "./difference.fixture.ts";
import references from "./networks.json" with { type: "json" };

type Lists = Readonly<Record<string, Listed>>;

/** A small network as PyTorch computed it. */
export interface ReferenceNetwork {
  readonly network: Network;
  readonly input: Listed;
  readonly gradient: Listed;
  readonly parameters: Lists;
  /** In training mode. */
  readonly output: Listed;
  readonly parameterGradients: Lists;
  readonly nextStatistics: Lists;
  /** The output with the next statistics, in inference. */
  readonly inferred: Listed;
}

export const referenceNetworks: readonly ReferenceNetwork[] = [
  convNet({ input: [1, 9, 9], dimension: 5, channels: [3, 4] }),
  mobileFaceNet({
    input: [3, 16, 16],
    dimension: 6,
    width: 1 / 16,
    bottlenecks: [{ expansion: 2, channels: 64, count: 2, stride: 2 }],
  }),
].map((network) => {
  const reference = references.cases[network.name as keyof typeof references.cases];
  return { network, ...(reference as unknown as Omit<ReferenceNetwork, "network">) };
});

/** How far the exported file is from PyTorch's inference in float64, and the learner's own embedding from the file. */
export async function exportedDifference(ort: Ort, reference: ReferenceNetwork, sessionOptions: SessionOptions) {
  const { network, input, parameters, nextStatistics, inferred } = reference;
  const learner = await createLearner({ network, optimiser: sgd(), seed: 1, ort, sessionOptions });
  learner.restore({ ...learner.state(), ...stateOf(parameters), ...stateOf(nextStatistics) });
  const batch = { data: Float32Array.from(input.values), shape: input.shape };
  const embedded = await learner.embed(batch);
  const session = await ort.InferenceSession.create(learner.exportOnnx(), sessionOptions);
  const { embedding } = await session.run({ input: new ort.Tensor("float32", batch.data, batch.shape) });
  const exported = embedding!.data as Float32Array;
  await session.release();
  await learner.close();
  return {
    toReference: relativeDifference(exported, inferred.values),
    toLearner: relativeDifference(embedded.data, exported),
  };
}

export function stateOf(lists: Lists): LearnerState {
  return Object.fromEntries(
    Object.entries(lists).map(([name, { shape, values }]) => [name, { shape, data: Float32Array.from(values) }]),
  );
}
