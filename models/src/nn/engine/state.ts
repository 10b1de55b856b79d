import { TrainingError } from "../../training-error.ts";
import { sizeOf } from "../graph/node.ts";
import type { LearnerState, StateTensor } from "../learner.ts";
import type { Optimiser } from "../optimisers/optimiser.ts";
import type { Trace } from "../trace.ts";
import { initialVector, type Layout, layout, part } from "../variables.ts";
import type { Values } from "./fold-batch-norm.ts";

/** All that a step changes, as few vectors; the state of a learner is these, cut into variables. */
export interface LearnerVectors {
  readonly weights: Float32Array;
  readonly statistics: Float32Array;
  /** As long as the weights, in the order in which the optimiser names them. */
  readonly moments: readonly Float32Array[];
  /** Steps done. */
  readonly steps: number;
}

/** Where the vectors' values belong in a state. */
export interface StateLayout {
  readonly weights: Layout;
  readonly statistics: Layout;
  readonly optimiser: Pick<Optimiser, "name" | "moments">;
}

export function stateLayout({ parameters, statistics }: Trace, optimiser: StateLayout["optimiser"]): StateLayout {
  return { weights: layout(parameters), statistics: layout(statistics), optimiser };
}

export function initialVectors({ weights, statistics, optimiser }: StateLayout, seed: number): LearnerVectors {
  return {
    weights: initialVector(weights, seed),
    statistics: initialVector(statistics, seed),
    moments: optimiser.moments.map(() => new Float32Array(weights.length)),
    steps: 0,
  };
}

/** Parameters and statistics by name, not copied. */
export function namedValues({ weights, statistics }: StateLayout, vectors: LearnerVectors): Values {
  return new Map([...parts(weights, vectors.weights), ...parts(statistics, vectors.statistics)]);
}

/** A copy of the vectors, variable by variable. */
export function writeState(layout: StateLayout, vectors: LearnerVectors): LearnerState {
  const tensors = sections(layout, vectors).flatMap(([prefix, section, vector]) =>
    section.variables.map(({ name, shape }, i): [string, StateTensor] => [
      prefix + name,
      { shape, data: part(section, vector, i).slice() },
    ]),
  );
  const steps = { shape: [1], data: Float32Array.of(vectors.steps) };
  return { ...Object.fromEntries(tensors), [stepsOf(layout.optimiser)]: steps };
}

/** @throws {TrainingError} `wrong_checkpoint` for other names or shapes, naming the first */
export function readState(layout: StateLayout, state: LearnerState): LearnerVectors {
  const { weights, statistics, optimiser } = layout;
  const vectors = {
    weights: new Float32Array(weights.length),
    statistics: new Float32Array(statistics.length),
    moments: optimiser.moments.map(() => new Float32Array(weights.length)),
    steps: 0,
  };
  const left = new Set(Object.keys(state));
  const take = (name: string, shape: readonly number[]): Float32Array => {
    const tensor = state[name];
    if (tensor === undefined) throw new TrainingError("wrong_checkpoint", `the checkpoint has no ${name}`);
    if (tensor.shape.join() !== shape.join() || tensor.data.length !== sizeOf(shape))
      throw new TrainingError(
        "wrong_checkpoint",
        `the checkpoint's ${name} is [${tensor.shape.join(", ")}], not [${shape.join(", ")}]`,
      );
    left.delete(name);
    return tensor.data;
  };
  for (const [prefix, section, vector] of sections(layout, vectors))
    section.variables.forEach(({ name, shape }, i) => part(section, vector, i).set(take(prefix + name, shape)));
  const [steps] = take(stepsOf(optimiser), [1]);
  const [unknown] = left;
  if (unknown !== undefined)
    throw new TrainingError("wrong_checkpoint", `the checkpoint has ${unknown}, which this network and optimiser do not`);
  return { ...vectors, steps: steps! };
}

/** float32 counts exactly to 16 million steps. */
function stepsOf({ name }: StateLayout["optimiser"]): string {
  return `${name}/steps`;
}

function sections({ weights, statistics, optimiser }: StateLayout, vectors: LearnerVectors) {
  return [
    ["", weights, vectors.weights],
    ["", statistics, vectors.statistics],
    ...optimiser.moments.map((name, i) => [`${optimiser.name}/${name}/`, weights, vectors.moments[i]!] as const),
  ] as const;
}

function parts(layout: Layout, vector: Float32Array): [string, Float32Array][] {
  return layout.variables.map(({ name }, i) => [name, part(layout, vector, i)]);
}
