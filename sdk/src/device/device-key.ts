import type { CryptoKey } from "jose";
import type { DevicePublicKeys } from "../contract/messages.ts";
import { Problem } from "../core/index.ts";
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
export interface DeviceKey {
  /** The device's name: SHA-256 of its public signing key (RFC 7638), base64url. */
  readonly thumbprint: string;
  readonly publicKeys: DevicePublicKeys;
  /** Signs bytes: ECDSA on P-256 with SHA-256, r and s of 32 bytes each. */
  signBytes(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array>;
  /** Signs JSON as a compact JWS, ES256; `typ` says what kind of token it is. */
  sign(claims: object, typ: string): Promise<string>;
  /**
   * Opens a compact JWE that was sealed to this device.
   *
   * @throws Problem `offline_invalid` if it was not, or was changed
   */
  open(sealed: string): Promise<Uint8Array>;
}

/** The device's key, made on first use. */
export async function deviceKey(store: KeyStore): Promise<DeviceKey> {
  const pairs = (await store.keys()) ?? (await store.keepKeys(await newPairs()));
  const publicKeys = {
    signing: await publicJwkOf(pairs.signing.publicKey),
    sealing: await publicJwkOf(pairs.sealing.publicKey),
  };
  const thumbprint = await thumbprintOf(publicKeys.signing);
  const { privateKey } = pairs.signing;
  return {
    thumbprint,
    publicKeys,
    signBytes: async (bytes) =>
      new Uint8Array(
        await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey as globalThis.CryptoKey, bytes),
      ),
    // jose is loaded by who works offline: requests are proved without it.
    sign: async (claims, typ) => (await import("./signed.ts")).sign(claims, typ, { kid: thumbprint, key: privateKey }),
    open: async (sealed) => {
      const { compactDecrypt } = await import("jose/jwe/compact/decrypt");
      try {
        const { plaintext } = await compactDecrypt(sealed, pairs.sealing.privateKey, {
          keyManagementAlgorithms: ["ECDH-ES"],
          contentEncryptionAlgorithms: ["A256GCM"],
        });
        return plaintext;
      } catch (cause) {
        throw new Problem("offline_invalid", "the templates are not sealed to this device", { cause });
      }
    },
  };
}

async function newPairs(): Promise<DeviceKeyPairs> {
  const pair = async (name: string, usages: ("sign" | "verify" | "deriveBits")[]) =>
    (await crypto.subtle.generateKey({ name, namedCurve: "P-256" }, false, usages)) as KeyPair;
  return { signing: await pair("ECDSA", ["sign", "verify"]), sealing: await pair("ECDH", ["deriveBits"]) };
}
