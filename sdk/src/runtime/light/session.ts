import { Problem } from "../../core/index.ts";
import { faultOf } from "../fault.ts";
import type { DeviceTensor, Session, Tensor } from "../session.ts";
import { turns } from "../turns.ts";
import { isConvolution, layOut, pack, stagingOf } from "./filters.ts";
import { type Graph, readGraph } from "./graph.ts";
import { lower } from "./lower.ts";
import { aligned, floatsAt, growTo, memoryOf } from "./memory.ts";
import { type Kernels, startModule } from "./module.ts";
import type { Operation } from "./operation.ts";
import { type Plan, planOf } from "./plan.ts";
import type { Fixed } from "./planner.ts";
import { sizeOf } from "./value.ts";

/** Addresses below are nobody's, so that none is 0. */
const first = 1024;
/** Pixels that the convolution kernel has pointers for at a time, and one row of places for them. */
const panel = 64;
/** A detector that is given a few sizes in turn finds its plans again. */
const mostPlans = 4;

interface Loaded {
  readonly graph: Graph;
  readonly operations: readonly Operation[];
  readonly kernels: Kernels;
  readonly memory: WebAssembly.Memory;
  readonly fixed: Fixed;
  readonly arena: number;
  readonly plans: Map<string, Plan>;
}

/** @throws Problem `backend_unavailable` for what this runtime does not run, `out_of_memory` */
export async function openSession(module: WebAssembly.Module, model: Uint8Array): Promise<Session> {
  let loaded: Loaded | undefined = await load(module, model);
  const inTurn = turns();
  let releasing: Promise<void> | undefined;
  return {
    run: async (inputs) => {
      if (releasing) throw new Problem("closed", "the session was released");
      return inTurn(async () => run(loaded!, inputs));
    },
    // The memory goes with the last reference to it.
    release: () => (releasing ??= inTurn(async () => void (loaded = undefined))),
  };
}

async function load(module: WebAssembly.Module, model: Uint8Array): Promise<Loaded> {
  const graph = readGraph(model);
  const operations = lower(graph);
  const convolutions = operations.filter(isConvolution);
  const zeros = first;
  const longest = Math.max(1, ...convolutions.map(({ filters }) => filters.channels));
  const taps = Math.max(1, ...convolutions.map(({ window }) => (window ? sizeOf(window.size) : 1)));
  const table = zeros + aligned(longest * 4);
  const { places, end } = layOut(operations, table + aligned(panel * (taps + 1) * 4));
  try {
    const memory = memoryOf(end + stagingOf(operations));
    const kernels = await startModule(module, memory);
    for (const convolution of convolutions) pack(kernels, memory, convolution, places.get(convolution.filters)!, end);
    return {
      graph,
      operations,
      kernels,
      memory,
      fixed: { filters: places, zeros, table },
      arena: end,
      plans: new Map(),
    };
  } catch (cause) {
    throw faultOf(cause, "the light runtime cannot load the model");
  }
}

function run(loaded: Loaded, given: Readonly<Record<string, Tensor | DeviceTensor>>): Record<string, Tensor> {
  try {
    const { kernels, memory } = loaded;
    const inputs = checked(loaded.graph, given);
    const plan = planFor(loaded, inputs);
    for (const [name, { data }] of inputs) floatsAt(memory, plan.inputs.get(name)!.block.at, data.length).set(data);
    for (const step of plan.steps) step(kernels, memory);
    return Object.fromEntries(
      [...plan.outputs].map(([name, { shape, block }]) => {
        const data = floatsAt(memory, block.at, sizeOf(shape)).slice();
        if (!data.every(Number.isFinite))
          throw new Problem("inference_failed", `${name} holds values that are not finite`);
        return [name, { data, shape }];
      }),
    );
  } catch (cause) {
    throw faultOf(cause);
  }
}

function planFor(
  { graph, operations, fixed, arena, plans, memory }: Loaded,
  inputs: ReadonlyMap<string, Tensor>,
): Plan {
  const shapes = new Map([...inputs].map(([name, { shape }]) => [name, shape]));
  const key = JSON.stringify([...shapes]);
  const plan = plans.get(key) ?? planOf(graph, operations, shapes, fixed, arena);
  growTo(memory, plan.end);
  // The last used is the last to go.
  plans.delete(key);
  plans.set(key, plan);
  if (plans.size > mostPlans) plans.delete(plans.keys().next().value!);
  return plan;
}

/** The graph's inputs, in its order. */
function checked(
  { inputs }: Graph,
  given: Readonly<Record<string, Tensor | DeviceTensor>>,
): ReadonlyMap<string, Tensor> {
  return new Map(
    inputs.map(({ name, dims }) => {
      const tensor = given[name];
      if (!tensor) throw new Problem("inference_failed", `the model needs an input ${name}`);
      if (!("data" in tensor))
        throw new Problem("inference_failed", `${name} lies on a GPU, which this runtime does not use`);
      const { data, shape } = tensor;
      const fits = shape.length === dims.length && dims.every((dim, axis) => dim === undefined || dim === shape[axis]);
      if (!fits || !shape.every((length) => length > 0) || data.length !== sizeOf(shape)) {
        throw new Problem(
          "inference_failed",
          `${name} is ${data.length} values of [${shape}], not of [${dims.map((dim) => dim ?? "?")}]`,
        );
      }
      return [name, tensor];
    }),
  );
}
