import { GraphBuilder, type Value } from "../onnx/graph.ts";
import { add, averagePool, conv, flatten, maxPool, padEnd, type Pads, relu } from "../onnx/ops.ts";
import { float32 } from "../onnx/tensor.ts";
import { dequantise } from "./dequantise.ts";
import { convAxes, filters, matrixAxes } from "./filters.ts";
import { type Weights } from "./tfjs-weights.ts";

const same3: Pads = [1, 1, 1, 1];

/** dlib's face recognition ResNet (29 convolutions): 150 x 150 RGB to 128 numbers, not normalised. */
export function dlibResnet(weights: Weights): Uint8Array {
  const graph = new GraphBuilder("dlib-resnet");
  const net: Net = { graph, weights };
  let x = graph.input("image", ["batch", 3, 150, 150]);
  x = scaledConv(net, "conv32_down", x, { kernel: 7, stride: 2 });
  x = relu(graph, "conv32_down/relu", x);
  x = maxPool(graph, "pool", x, { kernel: 3, stride: 2 });
  for (const block of ["conv32_1", "conv32_2", "conv32_3"]) x = residual(net, block, x);
  x = residualDown(net, "conv64_down", x, { moreChannels: 32 });
  for (const block of ["conv64_1", "conv64_2", "conv64_3"]) x = residual(net, block, x);
  x = residualDown(net, "conv128_down", x, { moreChannels: 64 });
  for (const block of ["conv128_1", "conv128_2"]) x = residual(net, block, x);
  x = residualDown(net, "conv256_down", x, { moreChannels: 128, smaller: true });
  for (const block of ["conv256_1", "conv256_2"]) x = residual(net, block, x);
  x = residualDown(net, "conv256_down_out", x, { smaller: true });
  x = flatten(graph, "mean/flat", graph.node("GlobalAveragePool", "mean", [x]));
  x = graph.node("MatMul", "embedding", [x, filters(graph, "fc", weights.get("fc"), matrixAxes)]);
  graph.output(x, ["batch", 128]);
  return graph.build();
}

interface Net {
  readonly graph: GraphBuilder;
  readonly weights: Weights;
}

/**
 * A convolution with bias, then a scale and an offset for each channel (batch normalisation, frozen):
 * `(Wx + b) * s + t = (sW)x + (sb + t)`, so that both steps are one Conv.
 */
function scaledConv(
  { graph, weights }: Net,
  layer: string,
  x: Value,
  options: { kernel: number; stride?: number; pads?: Pads },
): Value {
  const gain = dequantise(weights.get(`${layer}/scale/weights`));
  const offset = dequantise(weights.get(`${layer}/scale/biases`));
  const bias = dequantise(weights.get(`${layer}/conv/bias`)).map(
    (b, c) => b * (gain[c] ?? 0) + (offset[c] ?? 0),
  );
  const constants = {
    filters: filters(graph, `${layer}/filters`, weights.get(`${layer}/conv/filters`), convAxes, gain),
    bias: graph.constant(`${layer}/bias`, float32([bias.length], bias)),
  };
  return conv(graph, layer, x, constants, options);
}

function residual(net: Net, block: string, x: Value): Value {
  const { graph } = net;
  let y = scaledConv(net, `${block}/conv1`, x, { kernel: 3, pads: same3 });
  y = relu(graph, `${block}/conv1/relu`, y);
  y = scaledConv(net, `${block}/conv2`, y, { kernel: 3, pads: same3 });
  return relu(graph, `${block}/relu`, add(graph, `${block}/add`, y, x));
}

/**
 * Halves the picture. The shortcut is an average pool, and dlib adds tensors of different size as if the
 * smaller were followed by zeros: the shortcut lacks the new channels, and where the picture is even the
 * convolution (without padding) is one row and one column smaller than the pool.
 */
function residualDown(
  net: Net,
  block: string,
  x: Value,
  { moreChannels = 0, smaller = false }: { moreChannels?: number; smaller?: boolean },
): Value {
  const { graph } = net;
  let y = scaledConv(net, `${block}/conv1`, x, { kernel: 3, stride: 2 });
  y = relu(graph, `${block}/conv1/relu`, y);
  y = scaledConv(net, `${block}/conv2`, y, { kernel: 3, pads: same3 });
  if (smaller) y = padEnd(graph, `${block}/grown`, y, { rows: 1, columns: 1 });
  let shortcut = averagePool(graph, `${block}/shortcut`, x, { kernel: 2, stride: 2 });
  if (moreChannels > 0) {
    shortcut = padEnd(graph, `${block}/shortcut/widened`, shortcut, { channels: moreChannels });
  }
  return relu(graph, `${block}/relu`, add(graph, `${block}/add`, y, shortcut));
}
