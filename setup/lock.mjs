import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { toolchain } from "./paths.mjs";
import { identityOf } from "./process-identity.mjs";

const lock = join(toolchain, "lock");
const retryMs = 500;

/**
 * Runs `work` while no other set-up of this checkout runs.
 *
 * The lock is a directory with one file, which is named for the process that holds it. It is made aside
 * and renamed into place, which fails while the place is not empty: nobody sees a lock without a holder.
 * A lock whose holder has died is broken by deleting that one name, which cannot hit a later holder.
 *
 * @template T
 * @param {() => Promise<T>} work
 */
export async function withLock(work) {
  const self = identityOf(process.pid);
  await acquire(self);
  const release = () => rmSync(join(lock, self), { force: true });
  process.once("exit", release);
  try {
    return await work();
  } finally {
    process.off("exit", release);
    release();
  }
}

async function acquire(self) {
  const aside = `${lock}.${self}`;
  mkdirSync(aside, { recursive: true });
  writeFileSync(join(aside, self), "");
  let told = false;
  while (!takesPlace(aside)) {
    const holder = holderOf();
    if (holder === undefined) continue;
    const pid = Number.parseInt(holder, 10);
    if (identityOf(pid) !== holder) {
      rmSync(join(lock, holder), { force: true });
      continue;
    }
    if (!told) console.log(`Another set-up of this checkout is running (process ${pid}): waiting for it.`);
    told = true;
    await sleep(retryMs);
  }
}

function takesPlace(aside) {
  try {
    renameSync(aside, lock);
    return true;
  } catch (error) {
    if (error.code === "ENOTEMPTY" || error.code === "EEXIST") return false;
    throw error;
  }
}

function holderOf() {
  try {
    return readdirSync(lock)[0];
  } catch {
    return undefined;
  }
}
