import { createClient, type Client, type ClientOptions } from "../client/index.ts";
import type { QualityLimits, QualityUse } from "../face/index.ts";
import type { Offline } from "../template/index.ts";
import type { LikenessParts } from "./likeness.ts";

/** What of a likeness's options is about its host, on every platform. Without `endpoint` and `key` there is none. */
export interface HostOptions extends Partial<ClientOptions> {
  /**
   * Verifies by grants where the host cannot be reached; for instance
   * `(client) => createOffline({ client, store: indexedDbStore() })` of `@likeness/sdk/offline/browser`.
   */
  readonly offline?: (client: Client) => Pick<Offline, "verify">;
  /** What is asked of a face's quality, over the defaults of each use. */
  readonly limits?: Partial<Record<QualityUse, Partial<QualityLimits>>>;
}

export function hostOf(options: HostOptions): Pick<LikenessParts<never, never>, "client" | "offline" | "limits"> {
  const { endpoint, key, offline, limits } = options;
  const client = endpoint !== undefined && key !== undefined ? createClient({ ...options, endpoint, key }) : undefined;
  return { client, offline: client && offline?.(client), limits };
}
