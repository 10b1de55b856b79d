import { z } from "@hono/zod-openapi";
import type { CryptoKey } from "jose";
import { fromBase64Url } from "../core/index.ts";

/** A secret that a worker and its server share for one tenant. */
export interface LinkKey {
  /** Names it in a call; it is no secret. 1 to 64 letters, digits, and `. _ ~ -`. */
  readonly id: string;
  /** 32 random bytes, base64url. */
  readonly secret: string;
}

/** Keys as the server has them, by id: any of them counts, so that two of one tenant can be live while they change. */
export type LinkKeys = Readonly<Record<string, TenantKey>>;

export interface TenantKey {
  readonly tenant: string;
  /** 32 random bytes, base64url. */
  readonly secret: string;
}

export const linkKeyId = z.string().regex(/^[A-Za-z0-9._~-]{1,64}$/);
const secret = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const tenant = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._~-]{0,127}$/);

const linkKeys = z.record(linkKeyId, z.strictObject({ tenant, secret }));

const signingKey = z.strictObject({ id: linkKeyId, secret });
const signingKeys = z.record(
  tenant,
  z.union([z.array(signingKey).min(1).max(2), signingKey.transform((key) => [key])]),
);

/**
 * Reads a server's keys, JSON: `{"<id>": {"tenant": "acme", "secret": "…"}}`.
 *
 * @throws Error that says what is wrong with them, and nothing of what is in them
 */
export function parseLinkKeys(json: string): LinkKeys {
  return read(linkKeys, json, "tenant and secret by key id");
}

/**
 * Reads a worker's keys by tenant, JSON: `{"acme": {"id": "…", "secret": "…"}}`, or a list of two of which the first
 * signs. To change a key: give the server the new one beside the old, put it first here, then take the old one from
 * both.
 *
 * @throws Error that says what is wrong with them, and nothing of what is in them
 */
export function parseSigningLinkKeys(json: string): Readonly<Record<string, readonly LinkKey[]>> {
  return read(signingKeys, json, "id and secret by tenant");
}

/** For HMAC-SHA-256. */
export function hmacKeyOf(secret: string, use: "sign" | "verify"): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", fromBase64Url(secret), { name: "HMAC", hash: "SHA-256" }, false, [use]);
}

function read<Schema extends z.ZodType>(schema: Schema, json: string, form: string): z.output<Schema> {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    // Its message would quote what it could not read.
    throw new Error("the link's keys are not JSON");
  }
  const found = schema.safeParse(value);
  if (found.success) return found.data;
  // By field and kind of fault alone: a name that does not belong there may be a secret in the wrong place.
  const faults = found.error.issues.map(({ path, code }) => {
    const field = path.find((part) => part === "id" || part === "secret") ?? "form";
    return `${String(field)} ${code}`;
  });
  const told = [...new Set(faults)].join(", ");
  throw new Error(`the link's keys (${form}; a secret is 32 bytes, base64url) are not right: ${told}`);
}
