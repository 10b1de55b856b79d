import type { Graph } from "./graph.ts";
import { aligned, type Block, place } from "./memory.ts";
import { inputsOf, type Operation } from "./operation.ts";
import { plain } from "./layout.ts";
import type { Fixed, Planner, Step } from "./planner.ts";
import { stepsOf } from "./steps.ts";
import { floatsOf, pitchOf, type Value } from "./value.ts";

/** Everything that a run on inputs of given shapes does, and where. */
export interface Plan {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  readonly steps: readonly Step[];
  /** Where the arena ends. */
  readonly end: number;
}

/**
 * @param arena Where the values may lie, from here on.
 * @throws Problem `inference_failed` if the shapes do not go through the graph
 */
export function planOf(
  graph: Graph,
  operations: readonly Operation[],
  shapes: ReadonlyMap<string, readonly number[]>,
  fixed: Fixed,
  arena: number,
): Plan {
  const steps: Step[] = [];
  const blocks: Block[] = [];
  const planner: Planner = {
    fixed,
    make: (layout, shape, pitch = pitchOf(layout, shape)) => {
      // A kernel of four floats may write past the last of them.
      const bytes = aligned(floatsOf({ layout, shape, pitch }) * 4);
      const block = { bytes, first: steps.length, last: steps.length, at: 0 };
      blocks.push(block);
      return { layout, shape, pitch, block };
    },
    view: ({ block }, layout, shape, pitch = pitchOf(layout, shape)) => ({ layout, shape, pitch, block }),
    step: (values, step) => {
      for (const { block } of values) block.last = steps.length;
      steps.push(step);
    },
  };

  const values = new Map<string, Value>();
  // All of them are written before the first step.
  for (const [name, shape] of shapes) values.set(name, planner.make("plain", shape));
  for (const operation of operations) {
    const inputs = inputsOf(operation).map((name) => values.get(name)!);
    values.set(operation.output, stepsOf(planner, operation, inputs));
  }
  const outputs = new Map(graph.outputs.map((name) => [name, plain(planner, values.get(name)!)]));
  for (const { block } of outputs.values()) block.last = Infinity;
  return {
    inputs: new Map([...shapes.keys()].map((name) => [name, values.get(name)!])),
    outputs,
    steps,
    end: place(blocks, arena),
  };
}
