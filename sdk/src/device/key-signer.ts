import { Problem, toBase64Url } from "../core/index.ts";
import { deviceIdentity, type DeviceIdentity, type KeyStore } from "./device-identity.ts";
import type { DeviceSigner } from "./device-signer.ts";
import { statementOf, type ProvedRequest } from "./statement.ts";

export interface KeySignerOptions {
  /** What the device is called in a subject's list of devices: up to 64 characters. */
  readonly label?: string;
}

/** What it gives is r and s, of 32 bytes each (Web Cryptography API, section 23.7.1). */
const scheme = { name: "ECDSA", hash: "SHA-256" };

/**
 * Signs by the key of this device, which is made on first use and never leaves the store: [DEV1]. The same key opens what
 * is granted for verifying offline.
 *
 * Who clears the store, as browsers do on request or for want of room, has another device afterwards: a registered one
 * has to let it in, or a new ticket.
 *
 * @param store `indexedDbStore()` of `@likeness/sdk/offline/browser` in a browser
 */
export function keySigner(store: KeyStore, { label }: KeySignerOptions = {}): DeviceSigner {
  let made: Promise<DeviceIdentity> | undefined;

  async function signed(request: ProvedRequest, nonce: string) {
    try {
      const device = await (made ??= deviceIdentity(store));
      const privateKey = device.pairs.signing.privateKey as CryptoKey;
      const signature = await crypto.subtle.sign(scheme, privateKey, statementOf(request, nonce));
      return { device, signature: toBase64Url(new Uint8Array(signature)) };
    } catch (cause) {
      // Perhaps the store can be used later.
      made = undefined;
      throw new Problem("device_unavailable", (cause as Error).message, { cause });
    }
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
