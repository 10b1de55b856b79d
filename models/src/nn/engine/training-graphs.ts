import { add, divide, minimum, multiply, root, sumOfSquares } from "../graph/arithmetic.ts";
import type { Node } from "../graph/node.ts";
import { Writer } from "../graph/writer.ts";
import type { Optimiser } from "../optimisers/optimiser.ts";
import type { Parameter, Place, Trace } from "../trace.ts";
import { joined, type Layout, layout, split } from "../variables.ts";
import { passBackward } from "./backward-pass.ts";
import { passForward } from "./forward-pass.ts";
import { withCosines } from "./with-cosines.ts";

/** What goes in and out of the two graphs; the values saved between them have names beside these. */
export const names = {
  batch: "batch",
  embeddings: "embeddings",
  cosines: "cosines",
  /** Of the embeddings, or of the cosines. */
  gradient: "gradient",
  weights: "weights",
  statistics: "statistics",
  norm: "norm",
  moment: (name: string) => `moment/${name}`,
  number: (name: string) => `number/${name}`,
  /** The same thing after the step. */
  next: (name: string) => `next/${name}`,
} as const;

/** The two graphs of a step for one batch size. */
export interface TrainingGraphs {
  /** Batch, noise, weights and statistics in; embeddings, perhaps cosines, saved values and the next statistics out. */
  readonly forward: Uint8Array;
  /**
   * Batch, noise, saved values, the gradient, weights, moments and numbers in; the next weights and moments and the norm
   * out.
   */
  readonly backward: Uint8Array;
  /** The shape of the gradient, that of the embeddings or of the cosines. */
  readonly gradient: readonly number[];
  /** What the backward graph takes of the forward one, by one name in both. */
  readonly saved: readonly Saved[];
}

export interface Saved {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: "float32" | "int64";
}

export interface TrainingOptions {
  readonly optimiser: Optimiser;
  /** The largest norm of the gradient of all weights; a larger one is scaled down to it (Pascanu 2013, algorithm 1). */
  readonly clip?: number;
  /** What the loss is a function of: the embeddings unless told, or the cosines of all rows with each other. */
  readonly lossOf?: "embeddings" | "cosines";
}

export function trainingGraphs(network: Trace, rows: number, options: TrainingOptions): TrainingGraphs {
  const trace = options.lossOf === "cosines" ? withCosines(network, rows) : network;
  const [weights, statistics] = [layout(trace.parameters), layout(trace.statistics)];
  const forward = new Writer("forward");
  const backward = new Writer("backward");

  const x = forward.input(names.batch, [rows, ...trace.input.shape]);
  const parameters = split(forward, weights, forward.input(names.weights, [weights.length]));
  const running = statistics.length === 0 ? undefined : forward.input(names.statistics, [statistics.length]);
  const measured = running === undefined ? new Map<string, Node>() : split(forward, statistics, running);
  const noise = new Map(trace.noise.map(({ name, shape }) => [name, forward.input(name, [rows, ...shape])]));
  const named = new Map([...parameters, ...measured, ...noise]);
  const applied = passForward(forward, trace, x, named, ({ operator }, call) => operator.forward(forward, call));

  const given = backward.input(names.weights, [weights.length]);
  const again = split(backward, weights, given);
  const recalled = new Map<string, Node>([...parameters].map(([name, { value }]) => [value, again.get(name)!]));
  const givenToBoth = new Set([x, ...noise.values()]);
  const saved: Saved[] = [];
  const recall = (node: Node): Node => {
    const known = recalled.get(node.value);
    if (known !== undefined) return known;
    const { value, shape, type } = node;
    const there = backward.input(value, shape, type);
    recalled.set(value, there);
    if (!givenToBoth.has(node)) {
      saved.push({ name: value, shape, type: type ?? "float32" });
      forward.output(node);
    }
    return there;
  };
  const valueOf = (place: Place) => applied.find(({ application }) => application.output === place)!.forwarded.output;
  const gradient = backward.input(names.gradient, valueOf(trace.output).shape);
  const { parameters: gradients } = passBackward(backward, trace, applied, gradient, recall);
  writeStep(backward, trace.parameters, weights, given, joined(backward, weights, gradients), options);

  forward.outputAs(names.embeddings, valueOf(network.output));
  if (trace !== network) forward.outputAs(names.cosines, valueOf(trace.output));
  if (running !== undefined) {
    const next = new Map<string, Node>();
    for (const { application, forwarded } of applied)
      for (const [key, node] of Object.entries(forwarded.statistics ?? {}))
        next.set(application.statistics[key]!.name, node);
    forward.outputAs(names.next(names.statistics), joined(forward, statistics, next));
  }
  return { forward: forward.build(), backward: backward.build(), gradient: gradient.shape, saved };
}

/** The norm, the clipping and the optimiser, on all weights as one vector. */
function writeStep(
  write: Writer,
  parameters: readonly Parameter[],
  { length }: Layout,
  weights: Node,
  gradient: Node,
  { optimiser, clip }: TrainingOptions,
): void {
  const norm = root(write, sumOfSquares(write, gradient, [0]));
  write.outputAs(names.norm, norm);
  const clipped =
    clip === undefined
      ? gradient
      : // As PyTorch's clip_grad_norm_, with its small number against division by 0.
        multiply(write, gradient, minimum(write, divide(write, write.scalar(clip), add(write, norm, 1e-6)), 1));
  const moments = Object.fromEntries(optimiser.moments.map((name) => [name, write.input(names.moment(name), [length])]));
  const numbers = Object.fromEntries(
    Object.keys(optimiser.numbers(1, 1)).map((name) => [name, write.input(names.number(name), [])]),
  );
  const next = optimiser.update(write, {
    weights,
    gradient: clipped,
    moments,
    numbers,
    decaying: () => decayMask(write, parameters),
  });
  write.outputAs(names.next(names.weights), next.weights);
  for (const [name, node] of Object.entries(next.moments)) write.outputAs(names.next(names.moment(name)), node);
}

function decayMask(write: Writer, parameters: readonly Parameter[]): Node {
  const { variables, length, offsets } = layout(parameters);
  const mask = new Float32Array(length);
  variables.forEach((_, i) => {
    if (parameters[i]!.decays) mask.fill(1, offsets[i], offsets[i + 1] ?? length);
  });
  return write.constant([length], mask);
}
