import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { toolchain } from "./paths.mjs";

const stamps = join(toolchain, "stamps");

/** @param {Array<string | Buffer>} parts what a step's result depends on */
export function digestOf(parts) {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex");
}

/** Whether a step was last finished with this digest. */
export function isStamped(step, digest) {
  try {
    return readFileSync(join(stamps, step), "utf8") === digest;
  } catch {
    return false;
  }
}

/** Only for a step that has finished: one cut short must find no stamp, and start over. */
export function stamp(step, digest) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(join(stamps, step), digest);
}

/** For a step that changes what is there: whatever comes of it, it is no longer what was stamped. */
export function unstamp(step) {
  rmSync(join(stamps, step), { force: true });
}
