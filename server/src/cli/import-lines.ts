import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { enrolLine } from "@likeness/sdk/contract";
import { normalize, Problem } from "@likeness/sdk/core";
import type { EnrolLine, Store } from "../store/store.ts";
import type { NpyMatrix } from "./npy.ts";

/** So many lines at a time share commits, and are in memory. */
const inBatch = 2_000;

const described = enrolLine.pick({ subject: true, metadata: true, idempotencyKey: true });

export interface Importing {
  readonly store: Pick<Store, "enrolMany">;
  readonly tenant: string;
  readonly collection: string;
  readonly modelId: string;
  readonly vectors: NpyMatrix;
  /** JSON, a line for each row. */
  readonly subjects: string;
  /** Lines before it are passed over: 1 is the first. */
  readonly from: number;
}

export interface ImportedBatch {
  /** Lines that are done, enrolled or refused. */
  readonly done: number;
  readonly enrolled: number;
  readonly refused: readonly { readonly line: number; readonly problem: Problem }[];
}

/**
 * Each line for itself, as in a batch over HTTP: [ADM4].
 *
 * @throws Problem `storage_full`, `storage_failed` where no other line would fare better; an error if there are fewer lines than
 *   rows, or more
 */
export async function* importLines(importing: Importing): AsyncGenerator<ImportedBatch, void, undefined> {
  const { vectors, subjects, from } = importing;
  const lines = createInterface({ input: createReadStream(subjects, "utf8"), crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  let batch: { readonly line: number; readonly text: string }[] = [];
  for await (const text of lines) {
    number++;
    if (number > vectors.rows) throw new Error(`${subjects} has more lines than there are vectors, ${vectors.rows}`);
    if (number >= from) batch.push({ line: number, text });
    if (batch.length < inBatch) continue;
    yield await enrolled(importing, batch);
    batch = [];
  }
  if (batch.length > 0) yield await enrolled(importing, batch);
  if (number < vectors.rows) throw new Error(`${subjects} has ${number} lines for ${vectors.rows} vectors`);
}

async function enrolled(
  { store, tenant, collection, modelId, vectors }: Importing,
  batch: readonly { readonly line: number; readonly text: string }[],
): Promise<ImportedBatch> {
  const rows = await vectors.read(batch[0]!.line - 1, batch.length);
  const taken: { readonly line: number; readonly wanted: EnrolLine }[] = [];
  const refused: { readonly line: number; readonly problem: Problem }[] = [];
  batch.forEach(({ line, text }, i) => {
    try {
      const row = rows.subarray(i * vectors.columns, (i + 1) * vectors.columns);
      taken.push({ line, wanted: lineOf(text, modelId, row) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused.push({ line, problem: error });
    }
  });
  const outcomes = await store.enrolMany(
    tenant,
    collection,
    taken.map(({ wanted }) => wanted),
  );
  outcomes.forEach((outcome, i) => {
    if (!("refused" in outcome)) return;
    if (!(outcome.refused instanceof Problem)) throw outcome.refused;
    if (outcome.refused.code === "storage_full" || outcome.refused.code === "storage_failed") throw outcome.refused;
    refused.push({ line: taken[i]!.line, problem: outcome.refused });
  });
  refused.sort((a, b) => a.line - b.line);
  return { done: batch.length, enrolled: batch.length - refused.length, refused };
}

function lineOf(text: string, modelId: string, row: Float32Array): EnrolLine {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Problem("bad_json", undefined, { cause });
  }
  const read = described.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Problem("invalid_request", `${issue!.path.join(".") || "line"}: ${issue!.message}`);
  }
  const { subject, metadata, idempotencyKey: key } = read.data;
  return {
    subject,
    enrolment: {
      template: { modelId, vector: normalize(row) },
      metadata,
      replace: false,
      quality: undefined,
      consent: undefined,
      idempotency: key === undefined ? undefined : { key, digest: text },
    },
  };
}
