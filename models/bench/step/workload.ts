import { convNet, head, type Inputs, type Network } from "../../src/nn/index.ts";
import { seeded } from "../../src/random.ts";

/** What a step is measured on. */
export interface Workload {
  readonly name: "conv-net" | "head";
  readonly network: Network;
  readonly batch: Inputs;
  readonly labels: Int32Array;
  /** At most so many times PyTorch's time. */
  readonly goal: number;
  /** Steps of one round. */
  readonly steps: number;
}

/** 32 classes of 4 rows, as batches for multi-similarity have them. */
const rows = 128;
const rowsOfClass = 4;

export const workloads: readonly Workload[] = [
  workload(convNet({ input: [1, 28, 28], dimension: 64 }), { goal: 1.3, steps: 12 }),
  workload(head({ input: [512], dimension: 128 }), { goal: 1, steps: 200 }),
];

function workload(network: Network, options: Pick<Workload, "goal" | "steps">): Workload {
  const shape = [rows, ...network.input];
  const random = seeded(1);
  const data = Float32Array.from({ length: shape.reduce((product, size) => product * size) }, () => random.uniform());
  const labels = Int32Array.from({ length: rows }, (_, row) => Math.floor(row / rowsOfClass));
  return { name: network.name as Workload["name"], network, batch: { data, shape }, labels, ...options };
}
