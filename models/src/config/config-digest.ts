import { sha256Hex } from "../digest.ts";
import type { ResolvedConfig } from "./read-config.ts";

/**
 * SHA-256 of what a step of a training follows from. How long it goes on, where it is written and on how many threads
 * it runs is not part of that: a run may go on longer, or on another machine.
 */
export function configDigest(config: ResolvedConfig): string {
  const { name: _, out: __, until: ___, threads: ____, workers: _____, checkpoints: ______, ...decisive } = config;
  return sha256Hex(new TextEncoder().encode(JSON.stringify(decisive)));
}
