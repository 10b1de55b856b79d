/**
 * Trains a small network on a folder of pictures for each class, in a loop of one's own, and writes it as ONNX:
 *
 *     node models/examples/own-loop.ts FOLDER OUT.onnx [STEPS]
 *
 * A fifth of the classes is held out, so that Recall@1 is of classes that the network has never seen.
 */
import { writeFile } from "node:fs/promises";
import * as ort from "onnxruntime-node";
import { batchMaker, classFolders, embedPictures, greyInput, inMemory, splitByClass } from "@likeness/models/data";
import { multiSimilarity } from "@likeness/models/losses";
import { retrieval } from "@likeness/models/metrics";
import { multiSimilarityMiner } from "@likeness/models/miners";
import { adamW, convNet, createLearner, type Learner } from "@likeness/models/nn";
import { pxk } from "@likeness/models/samplers";
import { cosine, train, warmUp } from "@likeness/models/train";

const [folder, out, steps = "300"] = process.argv.slice(2);
if (folder === undefined || out === undefined) throw new Error("own-loop.ts FOLDER OUT.onnx [STEPS]");

const pictures = await classFolders(folder, { decoding: { channels: 1 } });
const small = await inMemory(pictures, { steps: [{ op: "resize", width: 28, height: 28 }] });
const { train: learnt, test: unseen } = splitByClass(small, { test: 0.2, seed: 1 });

const learner = await createLearner({
  network: convNet({ input: [1, 28, 28], dimension: 64 }),
  optimiser: adamW({ weightDecay: 1e-4 }),
  seed: 1,
  ort,
});
const batches = batchMaker({
  dataset: learnt,
  augment: [{ op: "rotate", degrees: 10 }, { op: "crop", padding: 2 }],
  normalise: greyInput,
  seed: 1,
});

const events = train({
  learner,
  dataset: learnt,
  batches,
  sampler: pxk({ labels: learnt.labels, classesPerBatch: Math.min(16, learnt.classes.length), perClass: 4 }),
  loss: multiSimilarity(),
  miner: multiSimilarityMiner(),
  schedule: warmUp(20, cosine({ rate: 1e-3 })),
  until: { steps: Number(steps) },
  evaluation: { every: { steps: 50 }, metric: "recall@1", run: recall },
  seed: 1,
});
for await (const event of events) {
  if (event.kind === "evaluation") console.log(`step ${event.step}: Recall@1 ${event.metrics["recall@1"]!.toFixed(3)}`);
}
await writeFile(out, learner.exportOnnx());
await Promise.all([batches.close(), learner.close()]);

async function recall({ embed }: Learner): Promise<Record<string, number>> {
  const embeddings = await embedPictures(embed, { dataset: unseen, batchSize: 256, normalise: greyInput });
  const { precisionAt1 } = await retrieval({ embeddings, labels: unseen.labels, ort });
  return { "recall@1": precisionAt1 };
}
