import type { RemoteEnv } from "../outbox/remote.ts";

/** What a subject's object needs of the worker's bindings; `wrangler.toml` describes all of them. */
export interface SubjectEnv extends RemoteEnv {
  /** Wrapped data keys: outside the objects, whose storage can be brought back to how it was. */
  readonly DATA_KEYS: R2Bucket;
  /** JSON: 32 bytes, base64url, by version, as in `{"1": "…", "2": "…"}`; the highest wraps. */
  readonly SEALING_SECRETS?: string;
  /** A private JWK on P-256, or a set of which the first signs. */
  readonly SIGNING_KEY?: string;
  /** Origins whose pages may call the worker, with commas. Passkeys are taken from them alone. */
  readonly ORIGINS?: string;
  /** JSON: what a tenant wants otherwise than the default, by tenant. */
  readonly POLICIES?: string;
}

export function originsOf({ ORIGINS }: Pick<SubjectEnv, "ORIGINS">): string[] {
  return (ORIGINS ?? "").split(",").map((origin) => origin.trim()).filter(Boolean);
}
