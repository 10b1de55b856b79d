import { Problem, sha256Hex } from "../core/index.ts";
import { kindOfKey, type KeyKind } from "./api-key.ts";
import { ticketKeyOf } from "./ticket-key.ts";

export interface KeyRights {
  /** 1 to 128 letters, digits, and `. _ ~ -`; the first a letter or digit. */
  readonly tenant: string;
  /** Of a secret key: answers carry scores. Who sees many can rebuild a template. */
  readonly scores?: boolean | undefined;
  /** Of a secret key: templates may leave, sealed to a device. */
  readonly offline?: boolean | undefined;
  /** Of a secret key: it may have every template of a collection, in the clear. */
  readonly export?: boolean | undefined;
  /** Of a publishable key: it may search a collection. A secret key may anyway. */
  readonly identify?: boolean | undefined;
}

/** What a host knows of a key. */
export interface KeyRingEntry {
  readonly tenant: string;
  readonly kind: KeyKind;
  readonly scores?: true;
  readonly offline?: true;
  readonly export?: true;
  readonly identify?: true;
  /** Checks the tickets that the key's holder signs: a public key, Ed25519, base64url. */
  readonly tickets?: string;
}

/**
 * A key as it stands in a host's ring: by the SHA-256 of it, in hex.
 *
 * @throws Problem `key_not_allowed` for a right that a key of this kind cannot have: [KEY4]; `key_unknown` for what is
 *   no key, `invalid_request` for a name that no tenant has
 * @example
 * const ring = Object.fromEntries([await keyRingEntry(secretKey, { tenant: "acme" })]);
 */
export async function keyRingEntry(key: string, rights: KeyRights): Promise<readonly [id: string, entry: KeyRingEntry]> {
  const { tenant, scores, offline, export: exporting, identify } = rights;
  if (!/^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/.test(tenant)) {
    throw new Problem("invalid_request", "tenant: 1 to 128 letters, digits, and . _ ~ -; the first a letter or digit");
  }
  const kind = kindOfKey(key);
  const id = await sha256Hex(key);
  if (kind === "publishable") {
    if (scores || offline || exporting) {
      throw new Problem("key_not_allowed", "scores, offline grants and exports are for secret keys");
    }
    return [id, { tenant, kind, ...(identify && { identify }) }];
  }
  if (identify) throw new Problem("invalid_request", "identify: a secret key may do that anyway");
  const tickets = (await ticketKeyOf(key)).publicKey;
  const given = { ...(scores && { scores }), ...(offline && { offline }), ...(exporting && { export: exporting }) };
  return [id, { tenant, kind, ...given, tickets }];
}
