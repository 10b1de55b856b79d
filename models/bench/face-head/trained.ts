import type { Loss } from "../../src/losses/index.ts";
import type { Learner, Network } from "../../src/nn/index.ts";
import { seeded } from "../../src/random.ts";
import { pxk } from "../../src/samplers/index.ts";
import { type BatchSource, constant, train } from "../../src/train/index.ts";
import type { Faces } from "./faces.ts";
import { rowsOf } from "./faces.ts";
import { openHead } from "./head.ts";
import { type Adapted, unadapted, type Way } from "./way.ts";

/** After so many steps the head is looked at: few steps leave it near the identity. */
const looks = [5, 20, 50, 100];
const decays = [0, 300];
/** Of AdamW; the pull back is `rate * decay` of the weights a step. */
const rate = 1e-4;
const [classesPerBatch, perClass] = [12, 4];

export interface TrainedOptions {
  readonly name: string;
  readonly augmented: boolean;
  readonly network: Network;
  loss(learnt: Faces, seed: number): Loss;
}

/** A head that a loss is learnt with. Settings: how many steps, and how hard weights decay. */
export async function trained(options: TrainedOptions): Promise<Way & { close(): Promise<void> }> {
  const { name, augmented, network, loss } = options;
  const heads = await Promise.all(decays.map(async (decay) => ({ decay, ...(await openHead(network, decay)) })));
  return {
    name,
    augmented,
    async adapt(learnt, tested, seed) {
      const all: Adapted[] = [{ setting: unadapted, embeddings: tested }];
      for (const { decay, learner, reset } of heads) {
        reset();
        for await (const step of steps(learner, learnt, { loss: loss(learnt, seed), augmented, seed })) {
          const embeddings = await learner.embed({ data: tested.data, shape: [tested.rows, tested.columns] });
          all.push({ setting: `${step} steps, decay ${decay}`, embeddings });
        }
      }
      return all;
    },
    close: async () => {
      await Promise.all(heads.map(({ learner }) => learner.close()));
    },
  };
}

async function* steps(
  learner: Learner,
  learnt: Faces,
  { loss, augmented, seed }: { readonly loss: Loss; readonly augmented: boolean; readonly seed: number },
): AsyncGenerator<number> {
  const { labels, people } = learnt;
  const events = train({
    learner,
    dataset: { labels, describe: (index) => `picture ${index} of ${people[labels[index]!]}` },
    sampler: pxk({ labels, classes: people, classesPerBatch, perClass }),
    batches: featureBatches(learnt, augmented ? seed : undefined),
    loss,
    // Proxies start at the people's own means: they need not be faster than the head.
    parameters: { rateTimes: 1 },
    schedule: constant({ rate }),
    until: { steps: looks.at(-1)! },
    seed,
  });
  for await (const event of events) if (event.kind === "step" && looks.includes(event.step)) yield event.step;
}

/** @param seed by which one of a picture's copies is drawn; without it, the picture as it is */
function featureBatches({ features, labels, copies }: Faces, seed: number | undefined): BatchSource {
  return {
    async *epoch({ order, epoch, from = 0 }) {
      for (const [batch, indexes] of order.entries()) {
        if (batch < from) continue;
        const random = seeded(seed ?? 0, epoch, batch);
        const rows = Array.from(indexes, (index) => index * copies + (seed === undefined ? 0 : random.integer(copies)));
        const { data, rows: count, columns } = rowsOf(features, rows);
        yield { inputs: { data, shape: [count, columns] }, labels: indexes.map((index) => labels[index]!), indexes };
      }
    },
  };
}
