import { GraphBuilder, type Value } from "../onnx/graph.ts";
import { add, averagePool, flatten, type Pads, relu } from "../onnx/ops.ts";
import { filters, matrixAxes } from "./filters.ts";
import { biasedConv, separableConv, vector } from "./separable.ts";
import { type Weights } from "./tfjs-weights.ts";

const same: Pads = [1, 1, 1, 1];
/**
 * tfjs' "same" for stride 2 on an even picture: what is missing is added at the bottom and the right only.
 */
const sameHalved: Pads = [0, 0, 1, 1];

/** face-api's 68 points: 112 x 112 RGB to x0, y0, x1, y1, … as fractions of the square. */
export function landmark68(weights: Weights): Uint8Array {
  const graph = new GraphBuilder("landmark-68");
  let x = graph.input("image", ["batch", 3, 112, 112]);
  for (const block of ["dense0", "dense1", "dense2", "dense3"]) x = denseBlock(graph, weights, block, x);
  x = averagePool(graph, "pool", x, { kernel: 7, stride: 2 });
  const matrix = filters(graph, "fc/weights", weights.get("fc/weights"), matrixAxes);
  const product = graph.node("MatMul", "fc", [flatten(graph, "pool/flat", x), matrix]);
  const landmarks = add(graph, "landmarks", product, vector(graph, weights, "fc/bias"));
  graph.output(landmarks, ["batch", 136]);
  return graph.build();
}

/** Four convolutions; each one's input is the sum of all outputs before it. The first halves the picture. */
function denseBlock(graph: GraphBuilder, weights: Weights, block: string, x: Value): Value {
  const first =
    block === "dense0"
      ? biasedConv(graph, weights, `${block}/conv0`, x, { kernel: 3, stride: 2, pads: sameHalved })
      : separableConv(graph, weights, `${block}/conv0`, x, { stride: 2, pads: sameHalved });
  let sum = relu(graph, `${block}/conv0/relu`, first);
  let input = sum;
  for (const layer of [`${block}/conv1`, `${block}/conv2`, `${block}/conv3`]) {
    const output = separableConv(graph, weights, layer, input, { stride: 1, pads: same });
    sum = add(graph, `${layer}/sum`, sum, output);
    input = relu(graph, `${layer}/relu`, sum);
  }
  return input;
}
