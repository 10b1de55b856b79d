import { Problem } from "../core/index.ts";
import type { OfflineHost } from "./offline-host.ts";
import type { OfflineStore, WaitingAudit } from "./store/offline-store.ts";

/** As many as the contract takes in one call. */
const batch = 10;

/**
 * Hands in what waits, grant by grant, oldest first. An audit leaves the store when the host has acknowledged it; it
 * may come twice, and is kept once.
 *
 * @returns how many were acknowledged
 * @throws Problem what the host says; `offline_invalid` only after everything else was handed in
 */
export async function sendWaiting(client: OfflineHost, store: OfflineStore, signal?: AbortSignal): Promise<number> {
  let sent = 0;
  let refusal: Problem | undefined;
  for (const audits of byGrant(await store.waiting())) {
    const { address, grant } = audits[0]!;
    try {
      for (let i = 0; i < audits.length; i += batch) {
        const some = audits.slice(i, i + batch);
        await client.sendAudits(address, { grant, audits: some.map(({ audit }) => audit) }, signal ? { signal } : {});
        await store.acknowledged(some.map(({ id }) => id));
        sent += some.length;
      }
    } catch (error) {
      const code = error instanceof Problem ? error.code : undefined;
      // Nobody is left to take them.
      if (code === "unknown_subject") await store.forget(address);
      // One grant that the host does not know any more must not hold up the others.
      else if (code === "offline_invalid") refusal = error as Problem;
      else throw error;
    }
  }
  if (refusal) throw refusal;
  return sent;
}

function byGrant(audits: readonly WaitingAudit[]): WaitingAudit[][] {
  const groups = new Map<string, WaitingAudit[]>();
  for (const audit of audits) {
    const group = groups.get(audit.grant);
    if (group) group.push(audit);
    else groups.set(audit.grant, [audit]);
  }
  return [...groups.values()];
}
