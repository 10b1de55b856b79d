import { Problem, toBase64Url } from "../core/index.ts";
import { deviceKey, type DeviceKey, type KeyStore } from "./device-key.ts";
import type { DeviceSigner } from "./device-signer.ts";
import { statementOf, type ProvedRequest } from "./statement.ts";

export interface KeySignerOptions {
  /** What the device is called in a subject's list of devices: up to 64 characters. */
  readonly label?: string;
}

/**
 * Signs by the key of this device, which is made on first use and never leaves the store: [DEV1]. The same key opens what
 * is granted for verifying offline.
 */
export function keySigner(store: KeyStore, { label }: KeySignerOptions = {}): DeviceSigner {
  let made: Promise<DeviceKey> | undefined;
  const key = () =>
    (made ??= deviceKey(store).catch((cause: unknown) => {
      // Perhaps the store can be used later.
      made = undefined;
      throw new Problem("device_unavailable", (cause as Error).message, { cause });
    }));

  async function signed(request: ProvedRequest, nonce: string) {
    const device = await key();
    return { device, signature: toBase64Url(await device.signBytes(statementOf(request, nonce))) };
  }

  return {
    prove: async (request, nonce) => {
      const { device, signature } = await signed(request, nonce);
      return { kind: "key", nonce, device: device.thumbprint, signature };
    },
    register: async (request, nonce) => {
      const { device, signature } = await signed(request, nonce);
      const publicKey = device.publicKeys.signing;
      return { kind: "key", nonce, publicKey, signature, ...(label !== undefined && { label }) };
    },
  };
}
