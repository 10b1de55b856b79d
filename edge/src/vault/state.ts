import type { Consent, EnrolledTemplateInfo } from "@likeness/sdk/contract";
import { assertSameModel, Problem, toBase64Url } from "@likeness/sdk/core";
import type { Address } from "../address.ts";
import type { SubjectRow } from "./subject-row.ts";
import type { VaultParts } from "./vault-parts.ts";

/** What may be told of a subject. */
export interface State {
  /** Opaque, another one after every change of the subject. */
  readonly version: string;
  /** The one it is compared by first; then those of its successors, in the order they came. */
  readonly modelIds: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly consent: Consent | undefined;
  readonly templates: readonly EnrolledTemplateInfo[];
}

type Rows = Pick<VaultParts, "subject" | "templates">;

export function stateOf({ subject, templates }: Rows): State | undefined {
  const row = subject.read();
  if (!row) return undefined;
  const infos = templates.infos();
  const { version, metadata, consent, modelId } = row;
  const modelIds = [...new Set([modelId, ...infos.map(({ modelId }) => modelId)])];
  return { version, modelIds, metadata, consent, templates: infos };
}

/** @throws Problem `unknown_subject` */
export function knownRow({ subject }: Pick<Rows, "subject">, address: Address): SubjectRow {
  const row = subject.read();
  if (!row) throw unknown(address);
  return row;
}

/** @throws Problem `unknown_subject` */
export function knownState(rows: Rows, address: Address): State {
  const state = stateOf(rows);
  if (!state) throw unknown(address);
  return state;
}

/** @throws Problem `unknown_subject`, `model_mismatch` */
export function assertComparable(rows: Rows, address: Address, modelId: string): void {
  const { modelId: own } = knownRow(rows, address);
  if (own === modelId || rows.templates.infos().some((info) => info.modelId === modelId)) return;
  assertSameModel(own, modelId);
}

/** Random and not counted: one that was is not to come again when a subject is erased and enrolled anew. */
export function newVersion(): string {
  return toBase64Url(crypto.getRandomValues(new Uint8Array(16)));
}

function unknown({ subject, collection }: Address): Problem {
  return new Problem("unknown_subject", `${subject} in ${collection}`);
}
