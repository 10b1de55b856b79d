import type { Template } from "@likeness/sdk/core";
import type { Address } from "../address.ts";
import { sealTemplate } from "../sealing/seal.ts";
import { knownRow, newVersion } from "./state.ts";
import type { VaultParts } from "./vault-parts.ts";

/** As many templates of models to come are kept beside a subject's own; the oldest makes room. */
export const successorsPerSubject = 4;

/**
 * Seals a template of another model than the subject's.
 *
 * @returns keeps it, synchronously, in the caller's transaction; false, and nothing is kept, if the subject was erased
 *   or replaced since, or is of that model by now
 * @throws Problem `unknown_subject`, `template_unreadable`, `keys_unavailable`, `not_configured`
 */
export async function keepSuccessor(
  parts: VaultParts,
  address: Address,
  { modelId, vector }: Template,
): Promise<() => boolean> {
  const { subject, templates, keys, now } = parts;
  const { dataKey } = knownRow(parts, address);
  const templateId = crypto.randomUUID();
  const place = { address, modelId, dataKey, slot: templateId };
  const sealed = await sealTemplate(await keys.open(dataKey), place, vector);

  return () => {
    const row = subject.read();
    if (row?.dataKey !== dataKey || row.modelId === modelId) return false;
    const successors = templates.infos().filter((info) => info.modelId !== row.modelId);
    for (const { templateId } of successors.slice(0, Math.max(0, successors.length + 1 - successorsPerSubject))) {
      templates.drop(templateId);
    }
    templates.add({ templateId, modelId, sealed, quality: undefined, enrolledAt: now().toISOString() });
    subject.write({ ...row, version: newVersion() });
    return true;
  };
}

/**
 * After a match by a successor's model the subject is of that model: templates of every other are dropped, and the
 * server is told of what there is now. In the caller's transaction.
 *
 * @returns whether it has moved by this
 */
export function moved(
  { subject, templates, outbox }: Pick<VaultParts, "subject" | "templates" | "outbox">,
  address: Address,
  modelId: string,
): boolean {
  const row = subject.read();
  if (!row || row.modelId === modelId) return false;
  const successors = templates.infos().filter((info) => info.modelId === modelId);
  if (successors.length === 0) return false;
  templates.keepOnly(modelId);
  subject.write({ ...row, modelId, version: newVersion() });
  for (const [i, { templateId }] of successors.entries()) {
    outbox.put({ kind: "enrol", address, templateId, metadata: row.metadata, replace: i === 0 });
  }
  return true;
}
