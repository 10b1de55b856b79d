import type { Batch, LossInput } from "../losses/loss.ts";
import type { Tuples } from "./tuples.ts";

/**
 * That labels fit rows, the reference the batch, and tuples both. Values are looked at where rows are normalised.
 * @throws {RangeError}
 */
export function checkInput({ tuples, reference, ...batch }: LossInput): void {
  checkBatch(batch, "the batch");
  if (reference) {
    checkBatch(reference, "the reference");
    const [d, r] = [batch.embeddings.columns, reference.embeddings.columns];
    if (d !== r) throw new RangeError(`the batch has ${d} columns, the reference ${r}`);
  }
  if (tuples) checkTuples(tuples, batch.embeddings.rows, (reference ?? batch).embeddings.rows);
}

function checkBatch({ embeddings: { rows, columns }, labels }: Batch, name: string): void {
  if (rows === 0 || columns === 0) throw new RangeError(`${name} is empty: ${rows} x ${columns}`);
  if (labels.length !== rows) throw new RangeError(`${name} has ${rows} rows and ${labels.length} labels`);
  const row = labels.findIndex((label) => label < 0);
  if (row >= 0) throw new RangeError(`row ${row} of ${name} has the label ${labels[row]}; they start at 0`);
}

function checkTuples(tuples: Tuples, rows: number, others: number): void {
  const { anchors, positives, negatives } = tuples;
  const negativeAnchors = tuples.kind === "pairs" ? tuples.negativeAnchors : anchors;
  if (anchors.length !== positives.length || negativeAnchors.length !== negatives.length) {
    throw new RangeError(`the lists of ${tuples.kind} are of different lengths`);
  }
  checkRows(anchors, rows, "anchor");
  checkRows(negativeAnchors, rows, "anchor");
  checkRows(positives, others, "positive");
  checkRows(negatives, others, "negative");
}

function checkRows(list: Int32Array, rows: number, name: string): void {
  const row = list.find((row) => row < 0 || row >= rows);
  if (row !== undefined) throw new RangeError(`${row} as ${name} is none of the ${rows} rows`);
}
