import { readFile } from "node:fs/promises";
import { createClient } from "../client/index.ts";
import type { HostKeys } from "../contract/messages.ts";
import { Problem } from "../core/index.ts";

/** For the help of every command that checks what a host has signed. */
export const hostKeysHelp = `  --keys WHERE  the host's public keys: a file of what its /v1/keys has answered, or the host's URL.
                A file that was kept also checks what a host can no longer be asked about`;

/**
 * The public keys of a host: asked for, or as they were kept.
 *
 * @param where a host's URL, with or without `/v1/keys`, or a file
 * @throws Problem `receipt_invalid` for what is no key set, and those of the client
 */
export async function hostKeys(where: string): Promise<HostKeys> {
  const isUrl = /^https?:\/\//.test(where);
  const read = isUrl ? await createClient({ endpoint: where.replace(/\/v1\/keys\/?$/, "") }).keys() : await keysIn(where);
  if (!isKeySet(read)) throw new Problem("receipt_invalid", `${where} is no set of a host's public keys`);
  return read;
}

async function keysIn(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8");
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isKeySet(read: unknown): read is HostKeys {
  const { keys } = Object(read) as { keys?: unknown };
  return Array.isArray(keys) && keys.every((key) => ["kty", "crv", "x", "y", "kid"].every((name) => typeof Object(key)[name] === "string"));
}
