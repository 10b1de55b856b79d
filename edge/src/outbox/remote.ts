import { createClient, type Client } from "@likeness/sdk/client";
import { Problem } from "@likeness/sdk/core";
import { linkSigner, parseSigningLinkKeys } from "@likeness/sdk/link";

/** Where the identification server is, and what each tenant's calls to it are signed with. */
export interface RemoteEnv {
  readonly REMOTE_URL?: string;
  /** JSON: `{"acme": {"id": "…", "secret": "…"}}`, or a list of two keys of which the first signs. */
  readonly REMOTE_KEYS?: string;
}

/** The identification server, as each tenant may use it. */
export interface Remotes {
  /**
   * @param sequence of the change that is told by the call
   * @throws Problem `remote_unavailable` where the worker has no server, or no key for this tenant; `not_configured`
   */
  of(tenant: string, sequence?: number): Client;
}

/** Over HTTP, signed. Whoever waits retries by its own clock, so the client does not. */
export function createRemotes({ REMOTE_URL: endpoint, REMOTE_KEYS }: RemoteEnv): Remotes {
  let read: ReturnType<typeof parseSigningLinkKeys> | undefined;
  return {
    of: (tenant, sequence) => {
      if (!endpoint) throw new Problem("remote_unavailable", "this worker has no identification server");
      const keys = (read ??= keysIn(REMOTE_KEYS ?? "{}"));
      const own = Object.hasOwn(keys, tenant) ? keys[tenant] : undefined;
      if (!own) throw new Problem("remote_unavailable", "this worker has no key for the tenant");
      return createClient({ endpoint, sign: linkSigner(own, { sequence }), retries: 0, timeout: 10_000 });
    },
  };
}

/** Thrown where a call is made, and not where the worker starts: without its server it still verifies. */
function keysIn(json: string) {
  try {
    return parseSigningLinkKeys(json);
  } catch (cause) {
    throw new Problem("not_configured", "REMOTE_KEYS is not right", { cause });
  }
}
