import { createClient, type Client, type ClientOptions } from "@likeness/sdk/client";
import { Problem } from "@likeness/sdk/core";
import { linkSigner, parseSigningLinkKeys } from "@likeness/sdk/link";
import { parseRemoteLambda, remoteLambdaFetch } from "./remote-lambda.ts";

/** Where the identification server is, and what each tenant's calls to it are signed with. */
export interface RemoteEnv {
  readonly REMOTE_URL?: string;
  /** JSON: `{"acme": {"id": "…", "secret": "…"}}`, or a list of two keys of which the first signs. */
  readonly REMOTE_KEYS?: string;
  /** JSON: `{"functionName": "…", "region": "…", "qualifier": "…"}`: identifies, instead of the server, from a copy. */
  readonly REMOTE_LAMBDA?: string;
  /** JSON: `{"accessKeyId": "…", "secretAccessKey": "…"}`: may invoke it. */
  readonly REMOTE_LAMBDA_ACCESS?: string;
}

/** The identification server, as each tenant may use it. */
export interface Remotes {
  /**
   * The one that has all changes.
   *
   * @param sequence of the change that is told by the call
   * @throws Problem `remote_unavailable` where the worker has no server, or no key for this tenant; `not_configured`
   */
  of(tenant: string, sequence?: number): Client;
}

export interface IdentifyingRemotes extends Remotes {
  /** The one that identifies: a function where there is one, which may be behind. @throws as {@link of} */
  identifying(tenant: string): Client;
}

/** Signed for the tenant, over HTTP or by invoking a function. Whoever waits retries by its own clock, so the client does not. */
export function createRemotes(env: RemoteEnv): IdentifyingRemotes {
  const { REMOTE_URL: url, REMOTE_KEYS: keys, REMOTE_LAMBDA: lambda, REMOTE_LAMBDA_ACCESS: access } = env;
  let read: ReturnType<typeof parseSigningLinkKeys> | undefined;
  let invoking: typeof fetch | undefined;

  function clientOf(tenant: string, host: Pick<ClientOptions, "endpoint" | "fetch">, sequence?: number): Client {
    const known = (read ??= keysIn(keys ?? "{}"));
    const own = Object.hasOwn(known, tenant) ? known[tenant] : undefined;
    if (!own) throw new Problem("remote_unavailable", "this worker has no key for the tenant");
    return createClient({ ...host, sign: linkSigner(own, { sequence }), retries: 0, timeout: 10_000 });
  }

  const of: Remotes["of"] = (tenant, sequence) => {
    if (!url) throw new Problem("remote_unavailable", "this worker has no identification server");
    return clientOf(tenant, { endpoint: url }, sequence);
  };

  return {
    of,
    identifying: (tenant) => {
      if (!lambda) return of(tenant);
      invoking ??= remoteLambdaFetch(parseRemoteLambda(lambda, access));
      return clientOf(tenant, { endpoint: "https://lambda.invalid", fetch: invoking });
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
