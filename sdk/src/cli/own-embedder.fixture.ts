// Test support: an embedder of one's own, as ONNX: the aligned face in 3 x 8 x 8 coarse pixels.

import { GraphBuilder } from "../../../models/src/onnx/graph.ts";
import { averagePool, flatten } from "../../../models/src/onnx/ops.ts";

export const ownSize = 48;
export const ownDimension = 192;

export interface OwnEmbedder {
  /** The first axis; a name leaves it free. */
  readonly batch?: number | string;
  readonly output?: string;
}

export function ownEmbedder({ batch = "batch", output = "coarse" }: OwnEmbedder = {}): Uint8Array {
  const graph = new GraphBuilder("own");
  const chip = graph.input("chip", [batch, 3, ownSize, ownSize]);
  const coarse = averagePool(graph, "pooled", chip, { kernel: 6, stride: 6 });
  graph.output(flatten(graph, output, coarse), [batch, ownDimension]);
  return graph.build();
}
