import type { Batch } from "../losses/loss.ts";

/** Who may be the positive and who the negative of each anchor. */
export interface Mates {
  /** Rows of the anchor's class, in order; in the batch itself the anchor is left out. Good until the next anchor. */
  positives(anchor: number): Int32Array;
  /** Rows of all other classes, in order. Good until the next anchor. */
  negatives(anchor: number): Int32Array;
}

/** Mates in the batch itself, or in the reference where there is one. */
export function mates({ labels }: Pick<Batch, "labels">, reference?: Pick<Batch, "labels">): Mates {
  const others = (reference ?? { labels }).labels;
  const same = new Int32Array(others.length);
  const different = new Int32Array(others.length);
  return {
    positives: (anchor) => {
      const label = labels[anchor];
      let count = 0;
      for (let row = 0; row < others.length; row++) {
        if (others[row] === label && (reference !== undefined || row !== anchor)) same[count++] = row;
      }
      return same.subarray(0, count);
    },
    negatives: (anchor) => {
      const label = labels[anchor];
      let count = 0;
      for (let row = 0; row < others.length; row++) if (others[row] !== label) different[count++] = row;
      return different.subarray(0, count);
    },
  };
}
