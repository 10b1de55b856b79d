import { type Random, randomText, strongRandom } from "./api-key.ts";

/** Secrets of an edge worker, as texts for its configuration. */
export interface WorkerSecrets {
  /** Names of objects hang on it: it is never changed. */
  readonly NAME_SECRET: string;
  /** JSON, by version: templates' keys are wrapped under the highest. */
  readonly SEALING_SECRETS: string;
  /** A private JWK on P-256: signs receipts, logs and grants. */
  readonly SIGNING_KEY: string;
}

/** All that a new worker needs beside its key ring. Made once: a second set opens nothing of what the first has sealed. */
export async function newWorkerSecrets(random: Random = strongRandom): Promise<WorkerSecrets> {
  const ecdsa = { name: "ECDSA", namedCurve: "P-256" };
  const { privateKey } = (await crypto.subtle.generateKey(ecdsa, true, ["sign", "verify"])) as CryptoKeyPair;
  const { kty, crv, x, y, d } = (await crypto.subtle.exportKey("jwk", privateKey)) as JsonWebKey;
  return {
    NAME_SECRET: randomText(random),
    SEALING_SECRETS: JSON.stringify({ 1: randomText(random) }),
    SIGNING_KEY: JSON.stringify({ kty, crv, x, y, d }),
  };
}
