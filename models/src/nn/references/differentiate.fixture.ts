import * as ort from "onnxruntime-node";
import { passBackward } from "../engine/backward-pass.ts";
import { passForward } from "../engine/forward-pass.ts";
import type { Node } from "../graph/node.ts";
import { Writer } from "../graph/writer.ts";
import { seeded } from "../../random.ts";
import { type Layer, trace, type Variable } from "../trace.ts";
import type { Listed } from "./difference.fixture.ts";

export interface Differentiated {
  readonly output: Float32Array;
  readonly inputGradient: Float32Array;
  /** By the names of the parameters. */
  readonly parameterGradients: Readonly<Record<string, Float32Array>>;
  readonly nextStatistics: Readonly<Record<string, Float32Array>>;
}

export interface Start {
  readonly input: Listed;
  readonly gradient: Listed;
  /** By their names, in full or after the layer's; parameters and statistics that are missing are as at the start. */
  readonly parameters?: Readonly<Record<string, Listed>>;
  readonly statistics?: Readonly<Record<string, Listed>>;
}

/** A layer's output and all gradients, in one graph: values need not be saved between two. */
export async function differentiator(layer: Layer, shape: readonly number[]) {
  const traced = trace(shape.slice(1), layer);
  const write = new Writer("differentiated");
  const x = write.input("x", shape);
  const variables = [...traced.parameters, ...traced.statistics];
  const named = new Map(variables.map(({ name, shape }) => [name, write.input(name, shape)]));
  const applied = passForward(write, traced, x, named, ({ operator }, call) => operator.forward(write, call));
  const output = applied.at(-1)!.forwarded.output;
  const gradient = write.input("gradient", output.shape);
  const { parameters, input } = passBackward(write, traced, applied, gradient, (value) => value, true);
  write.outputAs("output", output);
  write.outputAs("inputGradient", input!);
  for (const [name, node] of parameters) write.outputAs(`gradient of ${name}`, node);
  for (const { application, forwarded } of applied)
    for (const [key, node] of Object.entries<Node>(forwarded.statistics ?? {}))
      write.outputAs(`next ${application.statistics[key]!.name}`, node);
  const session = await ort.InferenceSession.create(write.build(), { intraOpNumThreads: 1 });

  return async ({ input, gradient, parameters = {}, statistics = {} }: Start): Promise<Differentiated> => {
    const known = { ...parameters, ...statistics };
    const given = ({ name, shape, initial }: Variable): Listed =>
      known[name] ?? known[name.split("/")[1]!] ?? { shape, values: [...initial(seeded(1))] };
    const results = await session.run({
      x: tensor(input),
      gradient: tensor(gradient),
      ...Object.fromEntries(variables.map((variable) => [variable.name, tensor(given(variable))])),
    });
    const starting = (prefix: string) =>
      Object.fromEntries(
        Object.entries(results)
          .filter(([name]) => name.startsWith(prefix))
          .map(([name, { data }]) => [name.slice(prefix.length), data as Float32Array]),
      );
    return {
      output: results.output!.data as Float32Array,
      inputGradient: results.inputGradient!.data as Float32Array,
      parameterGradients: starting("gradient of "),
      nextStatistics: starting("next "),
    };
  };
}

function tensor({ shape, values }: Listed): ort.Tensor {
  return new ort.Tensor("float32", Float32Array.from(values), shape);
}
