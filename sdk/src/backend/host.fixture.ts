// Test support: a host as those who check its word see it, and logs as it keeps them.

import { importJWK } from "jose/key/import";
import type { CryptoKey } from "jose";
import type { HostKeys, LogEntry, PublicJwk } from "../contract/messages.ts";
import { hashedText, noEntry, sha256Hex } from "../core/index.ts";
import { logHeadFormat, logHeadType } from "../device/log-head.ts";
import { thumbprintOf } from "../device/public-jwk.ts";
import { sign } from "../device/signed.ts";
import type { LogSnapshot } from "./log-verification.ts";
import { newWorkerSecrets } from "./worker-secrets.ts";

export interface TestHost {
  readonly keys: HostKeys;
  sign(claims: object, typ: string): Promise<string>;
  /** Signs where these entries end. */
  head(entries: readonly LogEntry[], other?: object): Promise<string>;
  export(entries: readonly LogEntry[]): Promise<LogSnapshot>;
}

export async function testHost(): Promise<TestHost> {
  const { kty, crv, x, y, d }: PublicJwk & { d: string } = JSON.parse((await newWorkerSecrets()).SIGNING_KEY);
  const kid = await thumbprintOf({ kty, crv, x, y });
  const key = (await importJWK({ kty, crv, x, y, d, alg: "ES256" })) as CryptoKey;
  const signed = (claims: object, typ: string) => sign(claims, typ, { kid, key });
  const head = (entries: readonly LogEntry[], other: object = {}) => {
    const { sequence, hash } = entries.at(-1) ?? { sequence: 0, hash: noEntry };
    const of = { tenant: "acme", collection: "staff", subject: "ada" };
    return signed({ format: logHeadFormat, iss: "urn:test", iat: 1, ...of, sequence, hash, ...other }, logHeadType);
  };
  return {
    keys: { keys: [{ kty, crv, x, y, kid, use: "sig", alg: "ES256" }] },
    sign: signed,
    head,
    export: async (entries) => ({ entries, head: await head(entries) }),
  };
}

export type Said = Partial<Omit<LogEntry, "sequence" | "previous" | "hash">>;

/** Entries in a chain, from a number on. */
export async function chained(said: readonly Said[], from: Pick<LogEntry, "sequence" | "hash"> = { sequence: 0, hash: noEntry }) {
  const entries: LogEntry[] = [];
  let { sequence, hash } = from;
  for (const one of said) {
    const entry = {
      at: new Date(1_790_000_000_000 + ++sequence * 1000).toISOString(),
      event: "verified" as const,
      by: "device:one",
      details: { match: true },
      ...one,
      sequence,
      previous: hash,
    };
    hash = await sha256Hex(hashedText(entry));
    entries.push({ ...entry, hash });
  }
  return entries;
}

/** As if the one entry had always been so: it and all after it with new hashes. */
export async function rechained(entries: readonly LogEntry[], place: number, other: Said): Promise<LogEntry[]> {
  const kept = entries.slice(0, place);
  const said = entries.slice(place).map(({ at, event, by, details }) => ({ at, event, by, details }));
  return [...kept, ...(await chained([{ ...said[0], ...other }, ...said.slice(1)], kept.at(-1)))];
}
