import { createClient, type Client, type ClientOptions } from "../client/index.ts";
import type { QualityLimits, QualityUse } from "../face/index.ts";
import type { DeviceSigner } from "../device/device-signer.ts";
import type { Offline } from "../template/index.ts";
import type { LikenessParts } from "./likeness.ts";

/** What of a likeness's options is about its host, on every platform. Without `endpoint` and `key` there is none. */
export interface HostOptions extends Partial<Omit<ClientOptions, "device">> {
  /**
   * Verifies by grants where the host cannot be reached; for instance
   * `(client) => createOffline({ client, store: indexedDbStore() })` of `@likeness/sdk/offline/browser`.
   */
  readonly offline?: (client: Client) => Pick<Offline, "verify">;
  /**
   * What proves that requests come from this device: `keySigner` or `passkeySigner` of `@likeness/sdk/device/browser`.
   * In a browser it is, unless given, a key that is made on first use, cannot leave, and is kept in IndexedDB; `false` is
   * for a host that binds no devices, such as the server.
   */
  readonly device?: DeviceSigner | false | undefined;
  /** What is asked of a face's quality, over the defaults of each use. */
  readonly limits?: Partial<Record<QualityUse, Partial<QualityLimits>>>;
}

/** @param device proves what is sent to the host */
export function hostOf(
  options: HostOptions,
  device?: DeviceSigner,
): Pick<LikenessParts<never, never>, "client" | "isProved" | "offline" | "limits"> {
  const { endpoint, key, offline, limits } = options;
  const client =
    endpoint !== undefined && key !== undefined ? createClient({ ...options, endpoint, key, device }) : undefined;
  return { client, isProved: device !== undefined, offline: client && offline?.(client), limits };
}
