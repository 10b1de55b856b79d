import type { DeviceSigner } from "../device/device-signer.ts";
import { keySigner } from "../device/key-signer.ts";
import { indexedDbStore } from "../template/store/indexed-db.ts";

/** The key of this browser, for this origin: the one that grants to verify offline are sealed to as well. */
export function browserDevice(): DeviceSigner {
  return keySigner(indexedDbStore());
}
