import { type Matrix, rowOf } from "../matrix.ts";
import type { BatchSource } from "../train/index.ts";
import type { OnnxModel } from "./onnx-model.ts";

/** Batches of vectors that were computed before: what a frozen backbone gives never changes. */
export function featureBatches(features: Matrix<Float32Array>, labels: Int32Array): BatchSource {
  return {
    async *epoch({ order, from = 0, signal }) {
      for (const indexes of order.slice(from)) {
        signal?.throwIfAborted();
        const data = new Float32Array(indexes.length * features.columns);
        indexes.forEach((index, i) => data.set(rowOf(features, index), i * features.columns));
        const inputs = { data, shape: [indexes.length, features.columns] };
        yield { inputs, labels: indexes.map((index) => labels[index]!), indexes };
      }
    },
  };
}

/** Batches of pictures, each put through a frozen backbone. */
export function throughBackbone(pictures: BatchSource, backbone: OnnxModel): BatchSource {
  return {
    async *epoch(options) {
      for await (const { inputs, ...batch } of pictures.epoch(options)) {
        const { data, rows, columns } = await backbone.embed(inputs);
        yield { ...batch, inputs: { data, shape: [rows, columns] } };
      }
    },
  };
}
