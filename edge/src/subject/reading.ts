import type { Subject } from "@likeness/sdk/contract";
import type { Template } from "@likeness/sdk/core";
import type { Page } from "@likeness/sdk/host";
import type { Address } from "../address.ts";
import type { LogPart } from "./audit-log.ts";
import type { SubjectParts } from "./subject-parts.ts";

export function read({ vault, attempts, policyOf, now }: SubjectParts, address: Address): Subject {
  const { version, modelIds, metadata, templates, consent } = vault.assertKnown(address);
  const pending = vault.outbox.pending();
  return {
    subject: address.subject,
    modelId: modelIds[0]!,
    metadata,
    templates,
    version,
    ...(consent && { consent }),
    attempts: attempts.state(policyOf(address.tenant), now()),
    indexed: pending === undefined,
    ...(pending && { pending }),
  };
}

/** In the clear, to be sealed to a device: the log says that they left. */
export async function templatesToGrant(parts: SubjectParts, address: Address, keyId: string): Promise<Template[]> {
  const { vault, log, transaction, now } = parts;
  const [modelId] = vault.assertKnown(address).modelIds;
  const opened = await vault.open(address, modelId!);
  transaction(() => {
    // Erased since they were opened: nothing of them leaves, and nothing is written of who is gone.
    vault.assertKnown(address);
    log.append("grant_given", `key:${keyId.slice(0, 8)}`, { modelId: modelId! }, now());
  });
  return opened.map(({ vector }) => ({ modelId: modelId!, vector }));
}

export function auditLog({ vault, log }: SubjectParts, address: Address, page: Page): LogPart {
  vault.assertKnown(address);
  return log.page(page);
}
