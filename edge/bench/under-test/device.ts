import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { PublicJwk } from "@likeness/sdk/contract";
import { newDeviceHeader, proofHeader } from "@likeness/sdk/contract";
import { type ProvedRequest, statementOf, writeProof } from "@likeness/sdk/device";

/** A device whose key lies open here. It signs in the same turn, so that requests can be prepared by the thousand. */
export interface OpenDevice {
  /** Thumbprint of its key (RFC 7638). */
  readonly id: string;
  readonly publicKey: PublicJwk;
  readonly privateKey: KeyObject;
}

export function newDevice(): OpenDevice {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { x, y } = publicKey.export({ format: "jwk" });
  // RFC 7638, section 3: the required members, in the order of their names.
  const named = JSON.stringify({ crv: "P-256", kty: "EC", x, y });
  return {
    id: createHash("sha256").update(named).digest("base64url"),
    publicKey: { kty: "EC", crv: "P-256", x: x!, y: y! },
    privateKey,
  };
}

/** The header by which a registered device proves a request. */
export function prove(device: OpenDevice, request: ProvedRequest, nonce: string): Record<string, string> {
  const proof = { kind: "key", nonce, device: device.id, signature: signed(device, request, nonce) } as const;
  return { [proofHeader]: writeProof(proof) };
}

/** The header by which a device proves the key that a request is to register. */
export function introduce(device: OpenDevice, request: ProvedRequest, nonce: string): Record<string, string> {
  const { publicKey } = device;
  const proof = { kind: "key", nonce, publicKey, signature: signed(device, request, nonce) } as const;
  return { [newDeviceHeader]: writeProof(proof) };
}

export function signed({ privateKey }: OpenDevice, request: ProvedRequest, nonce: string): string {
  return sign("sha256", statementOf(request, nonce), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString(
    "base64url",
  );
}
