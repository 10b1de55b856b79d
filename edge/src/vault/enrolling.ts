import type { Enrolled } from "@likeness/sdk/contract";
import { assertSameModel, Problem } from "@likeness/sdk/core";
import { templatesPerSubject, type Enrolment } from "@likeness/sdk/host";
import type { Address } from "../address.ts";
import type { DataKey } from "../sealing/data-keys.ts";
import { sealTemplate } from "../sealing/seal.ts";
import type { SealedRow } from "./sealed-rows.ts";
import { newVersion, stateOf, type State } from "./state.ts";
import type { VaultParts } from "./vault-parts.ts";

/** Refuses by throwing; what it writes to the object's storage is part of the enrolment. */
export type Within = (was: State | undefined) => void;

/** Each one that was in vain is a replacement or an erasure that somebody else was granted meanwhile. */
const mostTurns = 20;

/**
 * Seals a template and keeps it. Sealing cannot be done inside a transaction, so each turn is three steps: the
 * enrolment is rehearsed and undone, so that nothing is made for who is refused; then the template is sealed; then it
 * is written, if the key it was sealed with is still the right one. Where it is not, the subject was erased or replaced
 * in between: the next turn begins from the start, and whether the enrolment is still granted is asked again.
 */
export async function enrol(
  parts: VaultParts,
  address: Address,
  enrolment: Enrolment,
  within: Within,
): Promise<Enrolled> {
  for (let turn = 0; turn < mostTurns; turn++) {
    const repeated = rehearsed(parts, enrolment, within);
    if (repeated) return repeated;
    const dataKey = await keyFor(parts, enrolment);
    if (!dataKey) continue;
    const row = await sealedRow(parts, address, enrolment, dataKey);
    const enrolled = parts.transaction(() => written(parts, address, enrolment, within, dataKey.id, row));
    if (enrolled) return enrolled;
  }
  throw new Problem("superseded", "the subject is being changed all the time");
}

/** Runs what would be written, as far as it can be without a sealed template, and takes it back. */
function rehearsed(parts: VaultParts, enrolment: Enrolment, within: Within): Enrolled | undefined {
  const undone = new Error("rehearsed");
  try {
    return parts.transaction(() => {
      const repeated = parts.answers.to(enrolment.idempotency);
      if (repeated) return repeated;
      within(stateOf(parts));
      assertRoom(parts, enrolment);
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
    return undefined;
  }
}

/** @returns nothing if the key was lost while it was asked for */
async function keyFor({ subject, keys }: VaultParts, enrolment: Enrolment): Promise<DataKey | undefined> {
  const used = subject.read()?.dataKey;
  try {
    if (used === undefined || enrolment.replace) return await keys.make(used);
    return { id: used, key: await keys.open(used) };
  } catch (problem) {
    if (subject.read()?.dataKey !== used) return undefined;
    throw problem;
  }
}

async function sealedRow(
  { now }: VaultParts,
  address: Address,
  { template: { modelId, vector }, quality }: Enrolment,
  { id, key }: DataKey,
): Promise<SealedRow> {
  const templateId = crypto.randomUUID();
  const sealed = await sealTemplate(key, { address, modelId, dataKey: id, slot: templateId }, vector);
  return { templateId, modelId, sealed, quality, enrolledAt: now().toISOString() };
}

/** @returns nothing, and has changed nothing, if the template has to be sealed anew */
function written(
  parts: VaultParts,
  address: Address,
  enrolment: Enrolment,
  within: Within,
  dataKey: string,
  row: SealedRow,
): Enrolled | undefined {
  const { subject, templates, answers, keys, outbox } = parts;
  const { metadata, consent, idempotency, replace } = enrolment;
  const repeated = answers.to(idempotency);
  if (repeated) return repeated;

  const before = subject.read();
  const isFresh = before === undefined || replace;
  if (!keys.isLive(dataKey) || (before?.dataKey === dataKey) === isFresh) return undefined;

  within(stateOf(parts));
  assertRoom(parts, enrolment);
  const { templateId, modelId, enrolledAt } = row;
  const after = {
    address,
    version: newVersion(),
    modelId,
    dataKey,
    metadata: metadata ?? before?.metadata ?? {},
    consent: consent ?? before?.consent,
  };
  subject.write(after);
  if (replace) templates.erase();
  templates.add(row);
  // What was replaced does not open again either, wherever a copy of it lies.
  if (isFresh) keys.keepOnly(dataKey);
  outbox.put({ kind: "enrol", address, templateId, metadata: after.metadata, replace });

  const enrolled = {
    subject: address.subject,
    templateId,
    modelId,
    enrolledAt,
    templates: templates.infos().length,
    version: after.version,
  };
  answers.keep(idempotency, enrolled);
  return enrolled;
}

/** @throws Problem `model_mismatch`, `subject_full` */
function assertRoom({ subject, templates }: VaultParts, { template: { modelId }, replace }: Enrolment): void {
  const before = subject.read();
  if (!before || replace) return;
  assertSameModel(before.modelId, modelId);
  if (templates.infos().filter((info) => info.modelId === modelId).length >= templatesPerSubject) {
    throw new Problem("subject_full", `${templatesPerSubject} templates; replace them or erase the subject`);
  }
}
