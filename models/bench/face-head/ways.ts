import { arcface, type Loss, multiSimilarity, supCon } from "../../src/losses/index.ts";
import { rowOf } from "../../src/matrix.ts";
import { seeded } from "../../src/random.ts";
import { asTheyAre, type Faces } from "./faces.ts";
import { linearHead, perceptron } from "./head.ts";
import { trained } from "./trained.ts";
import { none, type Way } from "./way.ts";
import { whitening } from "./whitening.ts";

/** The embeddings as they are; then each way once on the pictures as they are, and once with their changed copies. */
export async function openWays(): Promise<{ readonly ways: readonly Way[]; close(): Promise<void> }> {
  const pairs = () => multiSimilarity();
  const heads = await Promise.all(
    [false, true].flatMap((augmented) => [
      trained({ name: "linear, multi-similarity", augmented, network: linearHead(), loss: pairs }),
      trained({ name: "linear, SupCon", augmented, network: linearHead(), loss: () => supCon() }),
      trained({ name: "linear, ArcFace", augmented, network: linearHead(), loss: arcfaceOf }),
      trained({ name: "perceptron, multi-similarity", augmented, network: perceptron(), loss: pairs }),
    ]),
  );
  return {
    ways: [none, whitening(false), whitening(true), ...heads],
    close: async () => {
      await Promise.all(heads.map((head) => head.close()));
    },
  };
}

/** Proxies start where the people are: from anywhere else they would pull the head about until they had found them. */
function arcfaceOf(learnt: Faces, seed: number): Loss {
  const { people, labels } = learnt;
  const pictures = asTheyAre(learnt);
  const { columns: dimension } = pictures;
  const loss = arcface({ classes: people.length, dimension, random: seeded(seed) });
  const { values } = loss.parameters.proxies!;
  values.fill(0);
  labels.forEach((label, picture) => {
    rowOf(pictures, picture).forEach((value, c) => {
      values[label * dimension + c]! += value;
    });
  });
  return loss;
}
