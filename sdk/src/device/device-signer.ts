import type { NewDevice, Proof } from "./proof.ts";
import type { ProvedRequest } from "./statement.ts";

/**
 * What lets this device prove its requests: a key that cannot be exported, or a passkey. Both sign the same statement.
 *
 * Drivers throw Problem `device_unavailable` where the key cannot be used, and the signal's reason when it is aborted.
 */
export interface DeviceSigner {
  /**
   * Somebody is asked each time. Who has been asked is not asked again unless they know why: a call that such a device
   * proves is not repeated by itself.
   */
  readonly attended?: boolean;
  /** As a device that is registered for the request's subject. */
  prove(request: ProvedRequest, nonce: string, signal?: AbortSignal): Promise<Proof>;
  /** As one that the request is to register. */
  register(request: ProvedRequest, nonce: string, signal?: AbortSignal): Promise<NewDevice>;
}
