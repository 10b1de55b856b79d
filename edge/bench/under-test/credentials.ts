import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { newWorkerSecrets } from "../../../test/fixtures/worker-secrets.ts";

export const tenant = "acme";

/** Of a tenant's backend: the key, and what it signs tickets with. */
export interface BackendKey {
  readonly key: string;
  /** SHA-256 of the key, hex: names it in tickets. */
  readonly id: string;
  readonly tickets: KeyObject;
}

/** Everything that a worker and those who call it agree on, new in each run. */
export interface Credentials {
  readonly backend: BackendKey;
  /** Of pages. */
  readonly publishable: string;
  /** As above of another tenant. */
  readonly other: { readonly backend: BackendKey; readonly publishable: string };
  /** For the worker's configuration. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Signs calls to the server. */
  readonly links: Readonly<Record<string, { readonly id: string; readonly secret: string }>>;
}

const random = () => randomBytes(32).toString("base64url");
const idOf = (key: string) => createHash("sha256").update(key).digest("hex");

export async function newCredentials(): Promise<Credentials> {
  const tenants = [tenant, "umbrella"].map((name) => {
    const [key, publishable] = [random(), random()];
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    const { x } = publicKey.export({ format: "jwk" });
    const ring = {
      [idOf(key)]: { tenant: name, kind: "secret", offline: true, tickets: x },
      [idOf(publishable)]: { tenant: name, kind: "publishable" },
    };
    return { ring, publishable, backend: { key, id: idOf(key), tickets: privateKey } };
  });
  const [own, other] = tenants;
  const links = { [tenant]: { id: "link-1", secret: random() }, umbrella: { id: "link-2", secret: random() } };
  return {
    backend: own!.backend,
    publishable: own!.publishable,
    other: { backend: other!.backend, publishable: other!.publishable },
    secrets: {
      ...(await newWorkerSecrets()),
      KEYS: JSON.stringify({ ...own!.ring, ...other!.ring }),
      REMOTE_KEYS: JSON.stringify(links),
    },
    links,
  };
}
