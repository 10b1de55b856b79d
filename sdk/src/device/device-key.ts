import { compactDecrypt } from "jose/jwe/compact/decrypt";
import { Problem } from "../core/index.ts";
import { deviceIdentity, type DeviceIdentity, type KeyStore } from "./device-identity.ts";
import { sign } from "./signed.ts";

/** What a device does with its keys offline, by compact tokens. */
export interface DeviceKey extends Pick<DeviceIdentity, "thumbprint" | "publicKeys"> {
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
  const { pairs, publicKeys, thumbprint } = await deviceIdentity(store);
  return {
    thumbprint,
    publicKeys,
    sign: (claims, typ) => sign(claims, typ, { kid: thumbprint, key: pairs.signing.privateKey }),
    open: async (sealed) => {
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
