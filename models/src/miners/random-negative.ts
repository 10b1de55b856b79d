import type { Random } from "../random.ts";
import { checkInput } from "./checked-input.ts";
import { mates } from "./mates.ts";
import type { Miner } from "./miner.ts";
import { countOptions } from "./options.ts";
import { tripletList } from "./triplet-list.ts";

export interface RandomNegativeMinerOptions {
  /** How many triplets. Default: as many as the batch has rows. */
  readonly triplets?: number;
}

/**
 * The naive one: so many of all triplets, none twice, each as likely as any other; all of them where there are fewer.
 *
 * As `randomsampling` of Roth and Brattoli 2019, Deep-Metric-Learning-Baselines.
 */
export function randomNegativeMiner({ triplets: wanted }: RandomNegativeMinerOptions = {}): Miner {
  if (wanted !== undefined) countOptions("randomNegative", { triplets: wanted });
  return {
    name: "randomNegative",
    mine: (batch, random, reference) => {
      checkInput({ ...batch, ...(reference && { reference }) });
      const { positives, negatives } = mates(batch, reference);
      const counts = Array.from(batch.labels, (_, anchor) => positives(anchor).length * negatives(anchor).length);
      const list = tripletList();
      const total = counts.reduce((a, b) => a + b, 0);
      const numbers = drawn(Math.min(wanted ?? batch.labels.length, total), total, random);
      for (const [anchor, at] of locate(numbers, counts)) {
        const others = negatives(anchor);
        list.add(anchor, positives(anchor)[Math.floor(at / others.length)]!, others[at % others.length]!);
      }
      return list.triplets();
    },
  };
}

/** So many different numbers below `total`, in order (Floyd 1987: no list of all). */
function drawn(count: number, total: number, random: Random): number[] {
  const chosen = new Set<number>();
  for (let last = total - count; last < total; last++) {
    const number = random.integer(last + 1);
    chosen.add(chosen.has(number) ? last : number);
  }
  return [...chosen].toSorted((a, b) => a - b);
}

/** For numbers over all anchors' triplets, in order, whose triplet each is and the how manieth of its. */
function* locate(numbers: readonly number[], counts: readonly number[]): Generator<readonly [number, number]> {
  let anchor = 0;
  let before = 0;
  for (const number of numbers) {
    while (number >= before + counts[anchor]!) before += counts[anchor++]!;
    yield [anchor, number - before];
  }
}
