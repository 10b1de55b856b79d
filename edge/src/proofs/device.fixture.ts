// Test support: a device, as a page has it.

import { toBase64Url } from "@likeness/sdk/core";
import { publicJwkOf, statementOf, thumbprintOf, type KeyProof, type NewKey, type ProvedRequest } from "@likeness/sdk/device";

export interface TestDevice {
  /** Thumbprint. */
  readonly device: string;
  prove(request: ProvedRequest, nonce: string): Promise<KeyProof>;
  /** To be registered by the request. */
  register(request: ProvedRequest, nonce: string): Promise<NewKey>;
}

export async function testDevice(): Promise<TestDevice> {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const { privateKey, publicKey: key } = (await crypto.subtle.generateKey(algorithm, true, [
    "sign",
    "verify",
  ])) as CryptoKeyPair;
  const publicKey = await publicJwkOf(key);
  const device = await thumbprintOf(publicKey);
  const sign = async (request: ProvedRequest, nonce: string) => {
    const scheme = { name: "ECDSA", hash: "SHA-256" };
    return toBase64Url(new Uint8Array(await crypto.subtle.sign(scheme, privateKey, statementOf(request, nonce))));
  };
  return {
    device,
    prove: async (request, nonce) => ({ kind: "key", nonce, device, signature: await sign(request, nonce) }),
    register: async (request, nonce) => ({ kind: "key", nonce, publicKey, signature: await sign(request, nonce) }),
  };
}
