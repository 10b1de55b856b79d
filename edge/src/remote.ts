import { createClient, type Client } from "@likeness/sdk/client";
import { Problem } from "@likeness/sdk/core";

/** Where the identification server is, and each tenant's key on it, JSON. */
export interface RemoteEnv {
  readonly REMOTE_URL?: string;
  readonly REMOTE_KEYS?: string;
}

/** The identification server, as each tenant may use it. */
export interface Remotes {
  /** @throws Problem `remote_unavailable` where the worker has no server, or none for this tenant */
  of(tenant: string): Client;
}

/** Over HTTP. Whoever waits retries by its own clock, so the client does not. */
export function createRemotes({ REMOTE_URL: endpoint, REMOTE_KEYS }: RemoteEnv): Remotes {
  const keys = JSON.parse(REMOTE_KEYS ?? "{}") as Record<string, string>;
  return {
    of: (tenant) => {
      if (!endpoint) throw new Problem("remote_unavailable", "this worker has no identification server");
      const key = Object.hasOwn(keys, tenant) ? keys[tenant] : undefined;
      if (key === undefined) throw new Problem("remote_unavailable", "this worker has no key for the tenant");
      return createClient({ endpoint, key, retries: 0, timeout: 10_000 });
    },
  };
}
