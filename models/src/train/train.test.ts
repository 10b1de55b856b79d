import { expect, test } from "vitest";
import type { Inputs } from "../nn/learner.ts";
import type { Random } from "../random.ts";
import { seeded } from "../random.ts";
import { decodeCheckpoint, encodeCheckpoint } from "./checkpoint-bytes.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { Loss } from "../losses/loss.ts";
import { linearLearner } from "./linear-learner.fixture.ts";
import { proxyLoss } from "./proxy-loss.fixture.ts";
import { constant, plateau } from "./schedules/index.ts";
import { train } from "./train.ts";
import type { TrainingEvent } from "./training-event.ts";
import type { TrainingOptions } from "./training-options.ts";

const [features, dimension, classes, pictures] = [5, 3, 4, 20];
const labels = Int32Array.from({ length: pictures }, (_, i) => i % classes);

/** Three batches of six an epoch, of pictures by chance. */
const sampler = {
  name: "six by six",
  epoch(random: Random) {
    const order = random.shuffled([...labels.keys()]);
    return [0, 6, 12].map((start) => Int32Array.from(order.slice(start, start + 6)));
  },
};

/** A picture is its class and noise, which depends on the epoch: as an augmentation's does. */
function inputsOf(wanted: Int32Array, epoch: number): Inputs {
  const rows = Array.from(wanted, (picture) => {
    const random = seeded(9, epoch, picture);
    return Array.from({ length: features }, (_, f) => Number(f === labels[picture]) + 0.1 * random.normal());
  });
  return { data: Float32Array.from(rows.flat()), shape: [wanted.length, features] };
}

const batches: TrainingOptions["batches"] = {
  async *epoch({ order, epoch, from = 0 }) {
    for (const indexes of order.slice(from)) {
      yield { inputs: inputsOf(indexes, epoch), indexes, labels: indexes.map((index) => labels[index]!) };
    }
  },
};

function options(more: Partial<TrainingOptions> = {}): TrainingOptions {
  return {
    learner: linearLearner(features, dimension),
    dataset: { labels, describe: (index) => `picture ${index}` },
    sampler,
    batches,
    loss: proxyLoss(classes, dimension),
    schedule: constant({ rate: 0.02 }),
    until: { steps: 10 },
    seed: 4,
    ...more,
  };
}

async function eventsOf(run: AsyncIterable<TrainingEvent>): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

/** Gives these values in turn, and remembers the weights that it saw. */
function scripted(values: readonly number[]) {
  const seen: Float32Array[] = [];
  return {
    seen,
    every: { steps: 1 },
    metric: "score",
    async run(learner: TrainingOptions["learner"]) {
      seen.push(learner.state().weights!.data);
      return { score: values[seen.length - 1] ?? 0 };
    },
  };
}

test("the loss falls, and each step says how it went", async () => {
  const events = await eventsOf(train(options({ until: { epochs: 12 } })));
  const steps = events.filter((event) => event.kind === "step");
  expect(steps).toHaveLength(36);
  expect(steps.at(-1)!.loss).toBeLessThan(steps[0]!.loss / 3);
  expect(steps[4]).toMatchObject({ epoch: 1, step: 5, steps: 36, rate: 0.02, pictures: 6 });
  expect(steps[4]!.gradientNorm).toBeGreaterThan(0);
  expect(events.at(-1)).toEqual({ kind: "stopped", reason: "finished", epoch: 12, step: 36 });
});

test.each([3, 5, 6, 7])("a run that was stopped after %i steps goes on bit for bit", async (pause) => {
  const parts = (steps: number, from?: Checkpoint) => {
    const written: Checkpoint[] = [];
    const whole = options({
      until: { steps },
      schedule: plateau({ rate: 0.02, patience: 1, factor: 0.5 }),
      memory: { size: 20, from: 4 },
      checkpoints: { every: { steps: 100 }, write: async (checkpoint) => void written.push(checkpoint) },
      evaluation: {
        every: { steps: 3 },
        metric: "weight",
        run: async (learner) => ({ weight: learner.state().weights!.data[0]! }),
      },
      ...(from && { from }),
    });
    return { whole, written };
  };
  const straight = parts(14);
  const told = await eventsOf(train(straight.whole));

  // Stopped by its signal, not by its end: the end has an evaluation of its own.
  const first = parts(14);
  const stop = new AbortController();
  for await (const event of train({ ...first.whole, signal: stop.signal })) {
    if (event.kind === "step" && event.step === pause) stop.abort();
  }
  const read = await decodeCheckpoint(await encodeCheckpoint(first.written.at(-1)!));
  expect(read.progress.step).toBe(pause);
  const second = parts(14, read);
  const toldAfter = await eventsOf(train(second.whole));

  expect(await encodeCheckpoint(second.written.at(-1)!)).toEqual(await encodeCheckpoint(straight.written.at(-1)!));
  expect(straight.whole.learner.state()).toEqual(second.whole.learner.state());
  const losses = (events: readonly TrainingEvent[]) => events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));
  expect(losses(toldAfter)).toEqual(losses(told).slice(pause));
});

test("another seed is another run", async () => {
  const [one, other] = [options(), options({ seed: 5 })];
  await Promise.all([eventsOf(train(one)), eventsOf(train(other))]);
  expect(one.learner.state()).not.toEqual(other.learner.state());
});

test("the best evaluated state is what a run hands back, parameters of the loss included", async () => {
  const evaluation = scripted([0.1, 0.7, 0.3, 0.7]);
  const written: Checkpoint[] = [];
  const run = options({ until: { steps: 4 }, evaluation, checkpoints: { write: async (state) => void written.push(state) } });
  const last = (await eventsOf(train(run))).at(-1);
  expect(last).toMatchObject({ kind: "stopped", best: { step: 2, metrics: { score: 0.7 } } });
  expect(run.learner.state().weights!.data).toEqual(evaluation.seen[1]);
  const { best, learner, parameters } = written.at(-1)!;
  expect(run.loss.parameters.proxies!.values).toEqual(best!.parameters.proxies);
  expect(parameters.proxies).not.toEqual(best!.parameters.proxies);
  expect(learner.weights!.data, "the checkpoint goes on from the end").toEqual(evaluation.seen[3]);
});

test("a start that nothing beats is what a run hands back, where it is evaluated", async () => {
  const evaluation = { ...scripted([0.9, 0.1, 0.2]), atStart: true };
  const run = options({ until: { steps: 2 }, evaluation });
  const start = run.learner.state();
  const events = await eventsOf(train(run));
  expect(events[0]).toMatchObject({ kind: "evaluation", step: 0, isBest: true });
  expect(events.at(-1)).toMatchObject({ best: { step: 0, metrics: { score: 0.9 } } });
  expect(run.learner.state()).toEqual(start);
});

test("lower is better where the metric is an error", async () => {
  const evaluation = { ...scripted([0.5, 0.2, 0.4]), better: "lower" } as const;
  expect((await eventsOf(train(options({ until: { steps: 3 }, evaluation })))).at(-1)).toMatchObject({ best: { step: 2 } });
});

test("a run without progress stops after its patience", async () => {
  const evaluation = { ...scripted([0.5, 0.6, 0.6, 0.4, 0.9]), patience: 2 };
  const events = await eventsOf(train(options({ evaluation })));
  expect(events.at(-1)).toMatchObject({ kind: "stopped", reason: "no_progress", step: 4, best: { step: 2 } });
});

test("a metric that the evaluation does not give is a mistake of the configuration", async () => {
  const evaluation = { ...scripted([1]), metric: "recall" };
  await expect(eventsOf(train(options({ evaluation })))).rejects.toMatchObject({
    code: "config_invalid",
    message: expect.stringMatching(/recall.*score/),
  });
});

test("the signal stops what is under way, and a checkpoint is written", async () => {
  const stop = new AbortController();
  const slow: TrainingOptions["batches"] = {
    async *epoch(options) {
      for await (const batch of batches.epoch({ ...options, order: options.order.slice(0, 2) })) yield batch;
      const { signal } = options;
      await new Promise((_, reject) => signal!.addEventListener("abort", () => reject(signal!.reason as Error)));
    },
  };
  const written: Checkpoint[] = [];
  const checkpoints = { write: async (state: Checkpoint) => void written.push(state) };
  const run = train(options({ batches: slow, signal: stop.signal, checkpoints }));
  const events: TrainingEvent[] = [];
  for await (const event of run) {
    events.push(event);
    if (event.kind === "step" && event.step === 2) setImmediate(() => stop.abort());
  }
  expect(events.map(({ kind }) => kind)).toEqual(["step", "step", "checkpoint", "stopped"]);
  expect(events.at(-1)).toMatchObject({ reason: "aborted", step: 2 });
  expect(written[0]!.progress.step).toBe(2);
});

test("whoever stops listening stops the run, and the batches that are made ahead", async () => {
  let isClosed = false;
  const watched: TrainingOptions["batches"] = {
    async *epoch(options) {
      try {
        yield* batches.epoch(options);
      } finally {
        isClosed = true;
      }
    },
  };
  for await (const _ of train(options({ batches: watched }))) break;
  expect(isClosed).toBe(true);
});

test("the memory counts from its step on, and has no row of the batch itself", async () => {
  const sizes: (number | undefined)[] = [];
  const loss: Loss = {
    ...proxyLoss(classes, dimension),
    compute(input) {
      sizes.push(input.reference?.embeddings.rows);
      return proxyLoss(classes, dimension).compute(input);
    },
  };
  await eventsOf(train(options({ loss, memory: { size: 20, from: 2 }, until: { steps: 5 } })));
  expect(sizes).toEqual([undefined, undefined, undefined, 12, undefined, 18, undefined, 20]);
});
