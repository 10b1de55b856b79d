import type { InferenceSession } from "onnxruntime-common";
import type { Matrix } from "../matrix.ts";
import { GraphBuilder } from "../onnx/graph.ts";
import type { Ort } from "../onnx/ort.ts";
import { FLOAT, INT64 } from "../onnx/tensor.ts";

/** The best gallery rows of each query, `count` side by side, best first; of equal ones the lowest row first. */
export interface Found {
  readonly count: number;
  readonly scores: Float32Array;
  /** Whole numbers, as floats: an int64 would come out as a BigInt each. */
  readonly rows: Float32Array;
}

/** Exact search of one block in another: a product of matrices and the top of each row. */
export interface Nearest {
  /**
   * The score of a query and a gallery row is their inner product, plus the row's offset. With the offset -|g|²/2 the
   * highest score is the smallest Euclidean distance, as |q - g|² = |q|² - 2 (q·g - |g|²/2).
   */
  search(
    queries: Matrix<Float32Array>,
    gallery: Matrix<Float32Array>,
    options: { readonly count: number; readonly offsets?: Float32Array },
  ): Promise<Found>;
  close(): Promise<void>;
}

export async function openNearest({ InferenceSession, Tensor }: Ort): Promise<Nearest> {
  // One after the other: an onnxruntime-web does one thing at a time.
  const plain = await InferenceSession.create(nearestGraph({ offset: false }));
  const shifted = await InferenceSession.create(nearestGraph({ offset: true }));
  const tensor = (data: Float32Array, dims: readonly number[]) => new Tensor("float32", data, dims);
  return {
    async search(queries, gallery, { count, offsets }) {
      const feeds: InferenceSession.FeedsType = {
        queries: tensor(queries.data, [queries.rows, queries.columns]),
        gallery: tensor(gallery.data, [gallery.rows, gallery.columns]),
        count: tensor(Float32Array.of(count), [1]),
        ...(offsets && { offsets: tensor(offsets, [gallery.rows]) }),
      };
      const { scores, rows } = await (offsets ? shifted : plain).run(feeds);
      return { count, scores: scores!.data as Float32Array, rows: rows!.data as Float32Array };
    },
    async close() {
      await plain.release();
      await shifted.release();
    },
  };
}

/** The count is an input, so that one session serves classes of all sizes. */
function nearestGraph({ offset }: { offset: boolean }): Uint8Array {
  const graph = new GraphBuilder("nearest");
  const terms = [graph.input("queries", ["queries", "columns"]), graph.input("gallery", ["gallery", "columns"])];
  if (offset) terms.push(graph.input("offsets", ["gallery"]));
  const count = graph.node("Cast", "count/int64", [graph.input("count", [1])], { to: INT64 });
  const products = graph.node("Gemm", "products", terms, { transB: 1 });
  // "The element with the lower index will appear first": ONNX, TopK, of equal ones.
  const [scores, places] = graph.nodeOf("TopK", ["scores", "places"], [products, count], { axis: 1 });
  graph.output(scores!, ["queries", "count"]);
  graph.output(graph.node("Cast", "rows", [places!], { to: FLOAT }), ["queries", "count"]);
  return graph.build();
}
