import { Problem } from "@likeness/sdk/core";
import type { LogEvent } from "@likeness/sdk/contract";
import type { Address } from "../address.ts";
import type { ErasedSubject } from "./erasures.ts";
import type { SubjectParts } from "./subject-parts.ts";

/**
 * Erases in two steps, because rows and the key that opens them lie in two places: the rows go in one transaction, then
 * the wrapped key. Asked again after the second had failed, it does that alone.
 *
 * @param keyId of the API key that asks
 * @throws Problem `unknown_subject`, `erasure_pending`
 */
export async function erase(parts: SubjectParts, address: Address, keyId: string): Promise<ErasedSubject> {
  const { vault, erasures, transaction } = parts;
  const erased = transaction(() => {
    if (vault.state()) return clear(parts, address, "erased", `key:${keyId.slice(0, 8)}`);
    const untold = erasures.untold();
    if (!untold) throw new Problem("unknown_subject", `${address.subject} in ${address.collection}`);
    return untold;
  });
  try {
    await vault.shred();
  } catch (cause) {
    throw new Problem("erasure_pending", undefined, { cause, retryAfter: 5 });
  }
  transaction(() => erasures.told(erased));
  return erased;
}

/**
 * [CON2]: the first step of what `DELETE` does, when the subject's consent has ended. Nobody waits for its receipt.
 *
 * @returns whether it had
 */
export function eraseWhereConsentEnded(parts: SubjectParts): boolean {
  const { vault, erasures, transaction, now } = parts;
  const ends = vault.consentEnds();
  if (ends === undefined || ends > now().getTime()) return false;
  transaction(() => {
    erasures.told(clear(parts, vault.address()!, "expired", "worker"));
  });
  return true;
}

function clear(parts: SubjectParts, address: Address, event: LogEvent, by: string): ErasedSubject {
  const { vault, devices, attempts, audits, spent, log, erasures, now } = parts;
  const { templates } = vault.erase(address);
  log.append(event, by, { templates }, now());
  const erased = { templates, log: log.end() };
  devices.erase();
  attempts.erase();
  audits.erase();
  log.erase();
  spent.markErased(now().getTime());
  erasures.keep(erased);
  return erased;
}
