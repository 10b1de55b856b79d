// Test support: heads and backbones of a few numbers.

import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { ModelProtoSchema, type ModelProto } from "onnx-buf";
import { GraphBuilder, type Dim } from "../onnx/graph.ts";
import { conv, flatten, relu } from "../onnx/ops.ts";
import { float32 } from "../onnx/tensor.ts";
import { seeded } from "../random.ts";

const weights = (count: number, seed: number) => {
  const random = seeded(seed);
  return Float32Array.from({ length: count }, () => random.normal() / 8);
};

/** Features to an embedding, by a matrix and a bias. */
export function linearHead(features: number, dimension: number, { input = "features", output = "embedding", batch = "batch" as Dim } = {}): Uint8Array {
  const graph = new GraphBuilder("linear");
  const x = graph.input(input, [batch, features]);
  const matrix = graph.constant("weight", float32([features, dimension], weights(features * dimension, 1)));
  const bias = graph.constant("bias", float32([dimension], weights(dimension, 2)));
  graph.output(graph.node("Add", output, [graph.node("MatMul", "product", [x, matrix]), bias]), [batch, dimension]);
  return graph.build();
}

/** A picture of 3 x 8 x 8 to `channels` features of 1 x 1, then as a row, then a "classifier" of 5. */
export function smallClassifier({ channels = 16, batch = "N" as Dim } = {}): Uint8Array {
  const graph = new GraphBuilder("small");
  const x = graph.input("image", [batch, 3, 8, 8]);
  const filters = graph.constant("weight", float32([channels, 3, 3, 3], weights(channels * 27, 3)));
  const maps = relu(graph, "maps", conv(graph, "conv", x, { filters }, { kernel: 3 }));
  const pooled = graph.node("GlobalAveragePool", "pooled", [maps]);
  const row = flatten(graph, "row", pooled);
  const matrix = graph.constant("bias", float32([channels, 5], weights(channels * 5, 4)));
  graph.output(graph.node("MatMul", "classes", [row, matrix]), [batch, 5]);
  return graph.build();
}

/** A file with something in it changed. */
export function edited(model: Uint8Array, edit: (model: ModelProto) => void): Uint8Array {
  const read = fromBinary(ModelProtoSchema, model);
  edit(read);
  return toBinary(ModelProtoSchema, read);
}
