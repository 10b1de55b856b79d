import type { Pairwise } from "../distances/pairwise.ts";
import type { Batch } from "../losses/loss.ts";
import type { Matrix } from "../matrix.ts";
import type { Random } from "../random.ts";
import { checkInput } from "./checked-input.ts";
import { mates, type Mates } from "./mates.ts";
import type { Miner } from "./miner.ts";
import type { Tuples } from "./tuples.ts";

/** What a miner chooses from. */
export interface Field extends Mates, Pick<Pairwise, "values" | "rows" | "columns"> {
  readonly random: Random;
}

/** A miner that goes by the distances or similarities of rows. */
export function miner(
  name: string,
  measure: (batch: Matrix, reference?: Matrix) => Pairwise,
  choose: (field: Field) => Tuples,
): Miner {
  return {
    name,
    mine: (batch: Batch, random: Random, reference?: Batch) => {
      checkInput({ ...batch, ...(reference && { reference }) });
      const { values, rows, columns } = measure(batch.embeddings, reference?.embeddings);
      return choose({ ...mates(batch, reference), values, rows, columns, random });
    },
  };
}
