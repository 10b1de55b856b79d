import type { CryptoKey } from "jose";
import type { DevicePublicKeys } from "../contract/messages.ts";
import { publicJwkOf, thumbprintOf } from "./public-jwk.ts";

export interface KeyPair {
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/** Both pairs are on P-256 and their private halves cannot be exported. */
export interface DeviceKeyPairs {
  /** ES256. */
  readonly signing: KeyPair;
  /** ECDH-ES. */
  readonly sealing: KeyPair;
}

/** Where a device keeps its key pairs. `CryptoKey`s are kept as they are: nobody ever sees the bytes. */
export interface KeyStore {
  keys(): Promise<DeviceKeyPairs | undefined>;
  /** Keeps them, unless some are kept already; gives those that are kept now. */
  keepKeys(pairs: DeviceKeyPairs): Promise<DeviceKeyPairs>;
}

/** What tells this device apart from every other. */
export interface DeviceIdentity {
  readonly pairs: DeviceKeyPairs;
  readonly publicKeys: DevicePublicKeys;
  /** The device's name: SHA-256 of its public signing key (RFC 7638), base64url. */
  readonly thumbprint: string;
}

/** The device's keys, made on first use. */
export async function deviceIdentity(store: KeyStore): Promise<DeviceIdentity> {
  const pairs = (await store.keys()) ?? (await store.keepKeys(await newPairs()));
  const publicKeys = {
    signing: await publicJwkOf(pairs.signing.publicKey),
    sealing: await publicJwkOf(pairs.sealing.publicKey),
  };
  return { pairs, publicKeys, thumbprint: await thumbprintOf(publicKeys.signing) };
}

async function newPairs(): Promise<DeviceKeyPairs> {
  const pair = async (name: string, usages: ("sign" | "verify" | "deriveBits")[]) =>
    (await crypto.subtle.generateKey({ name, namedCurve: "P-256" }, false, usages)) as KeyPair;
  return { signing: await pair("ECDSA", ["sign", "verify"]), sealing: await pair("ECDH", ["deriveBits"]) };
}
