import * as ort from "onnxruntime-web/wasm";
import { expect, test } from "vitest";
import { matrix } from "../matrix.ts";
import { seeded } from "../random.ts";
import { clustering, retrieval } from "./index.ts";
import golden from "./retrieval.golden.json" with { type: "json" };

const embeddings = matrix(Float32Array.from(golden.embeddings), golden.labels.length, golden.columns);
const labels = Int32Array.from(golden.labels);

test("a browser evaluates as Node does", async () => {
  const { precisionAt1, rPrecision, mapAtR } = await retrieval({ embeddings, labels, ort });
  const close = Object.entries(golden.cosine).map(([name, value]) => [name, expect.closeTo(value, 10)]);
  expect({ precisionAt1, rPrecision, mapAtR }).toEqual(Object.fromEntries(close));
  const { clusters, nmi } = await clustering({ embeddings, labels, random: seeded(1), ort });
  expect(clusters).toBe(new Set(golden.labels).size);
  expect(nmi).toBeGreaterThan(0.5);
});
