import { type Random, randomText, strongRandom } from "./api-key.ts";

/** One secret between an edge worker and its server, for one tenant, as each of both has it. */
export interface LinkSecret {
  /** For the worker's `REMOTE_KEYS`, by tenant. */
  readonly worker: Readonly<Record<string, { readonly id: string; readonly secret: string }>>;
  /** For the server's `LIKENESS_LINKS`, by the key's id. */
  readonly server: Readonly<Record<string, { readonly tenant: string; readonly secret: string }>>;
}

/** What the worker signs a tenant's calls to the server with: [LNK1]. */
export function newLinkSecret(tenant: string, random: Random = strongRandom): LinkSecret {
  // Both have several while they change: the id says which one was used, and tells nothing else.
  const id = `${tenant.slice(0, 50)}-${randomText(random).replaceAll(/[-_]/g, "").slice(0, 8)}`;
  const secret = randomText(random);
  return { worker: { [tenant]: { id, secret } }, server: { [id]: { tenant, secret } } };
}
