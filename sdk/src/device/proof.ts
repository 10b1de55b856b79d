import type { PublicJwk } from "../contract/messages.ts";
import { fromBase64Url, toBase64Url } from "../core/index.ts";

/** A device's word that it has made a request: over its statement and a challenge. Binary fields are base64url. */
export type Proof = KeyProof | PasskeyProof;

/** By a key that is registered. */
export interface KeyProof {
  readonly kind: "key";
  readonly nonce: string;
  /** Thumbprint of the key (RFC 7638). */
  readonly device: string;
  /** ECDSA on P-256 with SHA-256, r and s of 32 bytes each, over the statement. */
  readonly signature: string;
}

/** By a passkey that is registered: an assertion whose challenge is the statement's SHA-256 (WebAuthn 3, section 6.3.3). */
export interface PasskeyProof {
  readonly kind: "passkey";
  readonly nonce: string;
  /** The credential's id. */
  readonly device: string;
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
  readonly signature: string;
}

/** The same of a device that the request registers; it brings its public key along. */
export type NewDevice = NewKey | NewPasskey;

export interface NewKey {
  readonly kind: "key";
  readonly nonce: string;
  readonly publicKey: PublicJwk;
  readonly signature: string;
  readonly label?: string | undefined;
}

/** An attestation whose challenge is the statement's SHA-256 (WebAuthn 3, section 6.5). */
export interface NewPasskey {
  readonly kind: "passkey";
  readonly nonce: string;
  /** The credential's id. */
  readonly device: string;
  readonly attestationObject: string;
  readonly clientDataJSON: string;
  readonly label?: string | undefined;
}

/** As a header carries it: JSON, base64url. */
export function writeProof(proof: Proof | NewDevice): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify(proof)));
}

/**
 * The JSON of such a header; what it has to look like is its reader's to check.
 *
 * @returns undefined if it is none
 */
export function readProof(header: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(fromBase64Url(header)));
  } catch {
    return undefined;
  }
}
