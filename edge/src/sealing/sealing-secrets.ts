import { z } from "zod";
import { Problem } from "@likeness/sdk/core";
import { keyMaterial } from "../secrets.ts";
import { joined } from "./joined.ts";

const setting = "SEALING_SECRETS";

const versions = z.record(z.string().regex(/^[1-9]\d{0,8}$/), z.string().regex(/^[A-Za-z0-9_-]{43}$/));

const schema = z
  .object({ current: z.int().optional(), secrets: versions })
  .refine(({ current, secrets }) => Object.hasOwn(secrets, String(current ?? Object.keys(secrets)[0])));

/** The worker's secrets that data keys are wrapped under, by version. */
export interface SealingSecrets {
  /** What wraps: the highest version, unless another is named; the others only open. */
  readonly current: number;
  /**
   * The key that wraps one data key: AES-256, derived by HKDF-SHA-256 (RFC 5869) with the data key's name as `info`, so
   * that no two data keys are wrapped by one key.
   *
   * @param name of the data key in the bucket
   * @throws Problem `not_configured` if that version is no longer, or not yet, among the secrets
   */
  wrappingKey(version: number, name: string): Promise<CryptoKey>;
}

/**
 * @param json 32 bytes, base64url, by version from 1: `{"1": "…", "2": "…"}`. With `"current": 1` that version goes on
 *   wrapping, until every instance knows the new one
 * @throws Problem `not_configured` that says nothing of what is in it
 */
export function parseSealingSecrets(json: string | undefined): SealingSecrets {
  const { current, ...secretsIn } = parsed(json);
  const read = schema.safeParse({ current, secrets: secretsIn });
  if (!read.success) {
    throw new Problem("not_configured", `${setting} has to be JSON: 32 random bytes, base64url, by version from 1`);
  }
  const secrets = new Map(Object.entries(read.data.secrets).map(([version, secret]) => [Number(version), secret]));
  const materials = new Map<number, Promise<CryptoKey>>();

  function material(version: number): Promise<CryptoKey> {
    const kept = materials.get(version);
    if (kept) return kept;
    if (!secrets.has(version)) throw new Problem("not_configured", `${setting} has no version ${version}`);
    const made = keyMaterial(secrets.get(version), setting);
    materials.set(version, made);
    return made;
  }

  return {
    current: read.data.current ?? Math.max(...secrets.keys()),
    wrappingKey: async (version, name) =>
      crypto.subtle.deriveKey(
        { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: joined(["likeness-data-key/1", name]) },
        await material(version),
        { name: "AES-GCM", length: 256 },
        false,
        ["encrypt", "decrypt"],
      ),
  };
}

function parsed(json: string | undefined): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json ?? "");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
  } catch {
    return {};
  }
}
