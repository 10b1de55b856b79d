import { enrolLine } from "@likeness/sdk/contract";
import { normalize, Problem } from "@likeness/sdk/core";
import type { EnrolLine, Store } from "../store/store.ts";
import type { ImportRow, ImportRows } from "./import-rows.ts";

const described = enrolLine.pick({ subject: true, metadata: true, idempotencyKey: true });

export interface Importing {
  readonly store: Pick<Store, "enrolMany">;
  readonly tenant: string;
  readonly collection: string;
  readonly modelId: string;
  readonly rows: ImportRows;
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
 * @throws Problem `storage_full`, `storage_failed` where no other line would fare better; an error about the file
 */
export async function* importLines(importing: Importing): AsyncGenerator<ImportedBatch, void, undefined> {
  for await (const batch of importing.rows.read(importing.from)) yield await enrolled(importing, batch);
}

async function enrolled(
  { store, tenant, collection, modelId, rows }: Importing,
  batch: readonly ImportRow[],
): Promise<ImportedBatch> {
  const taken: { readonly line: number; readonly wanted: EnrolLine }[] = [];
  const refused: { readonly line: number; readonly problem: Problem }[] = [];
  for (const row of batch) {
    try {
      taken.push({ line: row.line, wanted: lineOf(row, modelId, rows.columns) });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      refused.push({ line: row.line, problem: error });
    }
  }
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

function lineOf({ about, vector }: ImportRow, modelId: string, columns: number): EnrolLine {
  const read = described.safeParse(typeof about === "string" ? parsed(about) : about);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Problem("invalid_request", `${issue!.path.join(".") || "line"}: ${issue!.message}`);
  }
  if (vector.length !== columns)
    throw new Problem("invalid_request", `vector: ${vector.length} values, not ${columns}`);
  const { subject, metadata, idempotencyKey: key } = read.data;
  const digest = typeof about === "string" ? about : JSON.stringify(about);
  return {
    subject,
    enrolment: {
      template: { modelId, vector: normalize(vector) },
      metadata,
      replace: false,
      quality: undefined,
      consent: undefined,
      idempotency: key === undefined ? undefined : { key, digest },
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Problem("bad_json", undefined, { cause });
  }
}
