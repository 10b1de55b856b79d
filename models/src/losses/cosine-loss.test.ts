import { expect, test } from "vitest";
import { cosine } from "../distances/cosine.ts";
import { matrix } from "../matrix.ts";
import { multiSimilarityMiner } from "../miners/index.ts";
import { seeded } from "../random.ts";
import { multiSimilarity, nPairs, supCon } from "./index.ts";

const [rows, dimension] = [13, 5];
const random = seeded(1);
const embeddings = matrix(Float64Array.from({ length: rows * dimension }, () => random.normal()), rows, dimension);
const labels = Int32Array.from({ length: rows }, (_, row) => row % 4);
const pairs = cosine(embeddings);
const cosines = matrix(pairs.values, rows, rows);
const tuples = multiSimilarityMiner().mine({ embeddings, labels }, random);

test.each([multiSimilarity(), nPairs(), supCon()])("$name of cosines is that of the rows, gradient too", (loss) => {
  for (const chosen of [{ labels }, { labels, tuples }]) {
    const whole = loss.compute({ embeddings, ...chosen });
    const { loss: value, gradient, parameterGradients } = loss.ofCosines!({ cosines, ...chosen });
    expect(value).toBe(whole.loss);
    expect(pairs.backward(gradient)).toEqual(whole.gradient);
    expect(parameterGradients).toEqual({});
  }
});

test("what does not fit, or is not finite, is an error as from the rows", () => {
  const { ofCosines } = supCon();
  expect(() => ofCosines!({ cosines, labels: labels.slice(1) })).toThrow("13 rows and 12 labels");
  const broken = matrix(new Float64Array(rows * rows).fill(Number.NaN), rows, rows);
  expect(() => ofCosines!({ cosines: broken, labels })).toThrow(expect.objectContaining({ code: "not_finite" }));
});
