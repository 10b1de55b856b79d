import { GraphBuilder, type Value } from "../onnx/graph.ts";
import { leakyRelu, maxPool, noPads, type Pads, transpose } from "../onnx/ops.ts";
import { biasedConv, separableConv } from "./separable.ts";
import { type Weights } from "./tfjs-weights.ts";

const same: Pads = [1, 1, 1, 1];
const end: Pads = [0, 0, 1, 1];
const slope = 0.1;

/**
 * face-api's tiny YOLOv2: a picture whose sides are multiples of 32 to a grid of cells of 32 pixels; each
 * cell holds 5 anchors x (x, y, w, h, objectness), before sigmoid and exponential.
 */
export function tinyFaceDetector(weights: Weights): Uint8Array {
  const graph = new GraphBuilder("tiny-face");
  let x = graph.input("image", ["batch", 3, "height", "width"]);
  x = leaky(graph, "conv0", biasedConv(graph, weights, "conv0", x, { kernel: 3 }));
  x = maxPool(graph, "pool0", x, { kernel: 2, stride: 2 });
  // conv0 has no padding, so pool0 gives 16k - 1 rows of 32k: pool1 alone needs tfjs' "same" at the end.
  for (const i of [1, 2, 3, 4]) {
    x = leaky(graph, `conv${i}`, separableConv(graph, weights, `conv${i}`, x, { stride: 1, pads: same }));
    x = maxPool(graph, `pool${i}`, x, { kernel: 2, stride: 2, pads: i === 1 ? end : noPads });
  }
  x = leaky(graph, "conv5", separableConv(graph, weights, "conv5", x, { stride: 1, pads: same }));
  x = maxPool(graph, "pool5", x, { kernel: 2, stride: 1, pads: end });
  x = biasedConv(graph, weights, "conv8", x, { kernel: 1 });
  graph.output(transpose(graph, "grid", x, [0, 2, 3, 1]), ["batch", "rows", "columns", 25]);
  return graph.build();
}

function leaky(graph: GraphBuilder, layer: string, x: Value): Value {
  return leakyRelu(graph, `${layer}/leaky`, x, slope);
}
