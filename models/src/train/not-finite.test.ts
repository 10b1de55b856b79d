import { expect, test } from "vitest";
import { matrix } from "../matrix.ts";
import { rankedList } from "../losses/index.ts";
import type { Loss } from "../losses/loss.ts";
import type { TrainingError } from "../training-error.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { linearLearner } from "./linear-learner.fixture.ts";
import { checkEmbeddings } from "./not-finite.ts";
import { proxyLoss } from "./proxy-loss.fixture.ts";
import { constant } from "./schedules/index.ts";
import { train } from "./train.ts";
import type { TrainingOptions } from "./training-options.ts";

const labels = Int32Array.of(0, 1, 0, 1);
const sampler = { name: "all", epoch: () => [Int32Array.of(0, 1), Int32Array.of(2, 3)] };

const pairs: TrainingOptions["batches"] = {
  async *epoch({ order, from = 0 }) {
    for (const indexes of order.slice(from)) {
      yield { inputs: { data: Float32Array.from([...indexes, ...indexes.toReversed()]), shape: [2, 2] }, indexes, labels: indexes };
    }
  },
};

function run(loss: Loss, rate = 0.01) {
  const written: Checkpoint[] = [];
  const learner = linearLearner(2, 2);
  const options = {
    learner,
    loss,
    dataset: { labels, describe: (index: number) => `drawings/${index}.png` },
    sampler,
    batches: pairs,
    schedule: constant({ rate }),
    until: { epochs: 9 },
    seed: 1,
    checkpoints: { every: { steps: 1 }, write: async (state: Checkpoint) => void written.push(state) },
  };
  const failure = (async () => {
    for await (const _ of train(options));
    throw new Error("nothing failed");
  })().catch((error: TrainingError) => error);
  return { failure, written, learner };
}

/** As the other, but its output is changed at a step. */
function changedAt(step: number, change: object): Loss {
  const loss = proxyLoss(2, 2);
  let calls = 0;
  return { ...loss, compute: (input) => ({ ...loss.compute(input), ...(calls++ === step && change) }) };
}

test("a loss that is no number names epoch, step and pictures; the checkpoint before it is the last", async () => {
  const { failure, written, learner } = run(changedAt(3, { loss: Number.NaN }));
  expect(await failure).toMatchObject({ name: "TrainingError", code: "not_finite" });
  expect((await failure).message).toMatch(/^the loss is NaN at epoch 1, step 3, for drawings\/2.png, drawings\/3.png/);
  expect(written.at(-1)!.progress.step).toBe(3);
  expect(learner.state()).toEqual(written.at(-1)!.learner);
});

test.each([
  ["the gradient of the loss", { gradient: new Float64Array(4).fill(Infinity) }],
  ["the gradient of proxies", { parameterGradients: { proxies: new Float64Array(4).fill(Number.NaN) } }],
])("so does %s", async (what, change) => {
  const { failure, learner, written } = run(changedAt(2, change));
  expect((await failure).message).toMatch(new RegExp(`^${what} is not finite at epoch 1, step 2, for drawings/0.png`));
  expect(learner.state()).toEqual(written.at(-1)!.learner);
});

test("a loss that says so itself is told with the place", async () => {
  const { failure } = run(rankedList({ margin: 0.4, tn: 1e6, alpha: 3 }));
  const { message, code, cause } = await failure;
  expect(code).toBe("not_finite");
  expect(message).toMatch(/^rankedList: .+ at epoch 0, step 0, for drawings\/0.png, drawings\/1.png/);
  expect(cause).toMatchObject({ message: expect.stringMatching(/^rankedList: /) });
});

test("weights that a step has thrown out are not written over the good checkpoint", async () => {
  const { failure, written } = run(proxyLoss(2, 2), 1e45);
  expect((await failure).message).toMatch(/^(weights|velocity|proxies) is not finite after epoch \d, step \d/);
  expect(written.every(({ learner }) => learner.weights!.data.every(Number.isFinite))).toBe(true);
});

test("of embeddings that are not finite the pictures are named", () => {
  const embeddings = matrix(Float64Array.of(0, 1, 2, Number.NaN, 4, 5), 3, 2);
  const place = () => ({ epoch: 0, step: 0, pictures: ["a", "b", "c"] });
  const check = () => checkEmbeddings({ embeddings, labels: new Int32Array(3) }, place);
  expect(check).toThrow(/^embeddings are not finite at epoch 0, step 0, for b;/);
});
