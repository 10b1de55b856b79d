import { createClient, type Client } from "@likeness/sdk/client";

/** Where the identification server is, and each tenant's key on it, JSON. */
export interface RemoteEnv {
  readonly REMOTE_URL?: string;
  readonly REMOTE_KEYS?: string;
}

/** The identification server, as each tenant may use it. */
export interface Remotes {
  /** None where the worker has no remote index. */
  of(tenant: string): Client | undefined;
}

/** Over HTTP. Whoever waits retries by its own clock, so the client does not. */
export function createRemotes({ REMOTE_URL: endpoint, REMOTE_KEYS }: RemoteEnv): Remotes {
  if (!endpoint) return { of: () => undefined };
  const keys = JSON.parse(REMOTE_KEYS ?? "{}") as Record<string, string>;
  return {
    of: (tenant) => {
      const key = Object.hasOwn(keys, tenant) ? keys[tenant] : undefined;
      if (key === undefined) throw new Error(`REMOTE_KEYS has no key for tenant ${tenant}`);
      return createClient({ endpoint, key, retries: 0, timeout: 10_000 });
    },
  };
}
