import type { NewDevice, Proof } from "./proof.ts";
import type { ProvedRequest } from "./statement.ts";

/**
 * What lets this device prove its requests: a key that cannot be exported, or a passkey. Both sign the same statement.
 *
 * Drivers throw Problem `device_unavailable` where the key cannot be used.
 */
export interface DeviceSigner {
  /** As a device that is registered for the request's subject. */
  prove(request: ProvedRequest, nonce: string): Promise<Proof>;
  /** As one that the request is to register. */
  register(request: ProvedRequest, nonce: string): Promise<NewDevice>;
}
