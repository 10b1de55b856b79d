import { anyRows, type Node } from "../graph/node.ts";
import { Writer } from "../graph/writer.ts";
import type { Trace } from "../trace.ts";
import { passForward } from "./forward-pass.ts";
import { folded, type Values } from "./fold-batch-norm.ts";

/** What the exported file takes and gives. */
export const inferenceNames = { input: "input", embedding: "embedding" } as const;

/** The network for inference: weights are constants, batch-norm is within convolutions, any number of rows. */
export function inferenceGraph(trace: Trace, values: Values, name: string): Uint8Array {
  const { trace: short, values: constants } = folded(trace, values);
  const write = new Writer(name);
  const x = write.input(inferenceNames.input, [anyRows, ...short.input.shape]);
  const named = new Map<string, Node>();
  for (const variable of [...short.parameters, ...short.statistics])
    named.set(variable.name, write.constantAs(variable.name, variable.shape, constants.get(variable.name)!));
  const applied = passForward(write, short, x, named, ({ operator }, call) => ({
    output: operator.inference?.(write, call) ?? operator.forward(write, call).output,
  }));
  write.outputAs(inferenceNames.embedding, applied.at(-1)?.forwarded.output ?? x);
  return write.build();
}
