import { createHash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { Problem } from "@likeness/sdk/core";
import type { Address } from "./address.ts";
import { assertIntact, checksum } from "./checksums.ts";
import { first } from "./rows.ts";

/** Milliseconds. What comes later than that was not under way all the time: its sender has been away. */
const kept = 7 * 24 * 3_600_000;

/**
 * The number of the last change that was applied to each subject, kept after its erasure too, so that a change which
 * was overtaken on its way brings nobody back. Within the transactions of the store.
 */
export interface Applied {
  /**
   * In the transaction of the change itself; one without a number never comes too late.
   *
   * @throws Problem `superseded` if it does
   */
  apply(address: Address, sequence: number | undefined): void;
}

export interface AppliedRow {
  /** A digest: see below. */
  subject: string;
  sequence: number;
  at: number;
  checksum: number;
}

export const sumOfApplied = ({ subject, sequence, at }: Omit<AppliedRow, "checksum">) =>
  checksum("applied", [subject, sequence, at]);

export function appliedChanges(database: DatabaseSync, now: () => Date): Applied {
  const find = database.prepare("SELECT * FROM applied WHERE subject = ?");
  const put = database.prepare("INSERT OR REPLACE INTO applied (subject, sequence, at, checksum) VALUES (?, ?, ?, ?)");
  const prune = database.prepare("DELETE FROM applied WHERE at < ?");

  return {
    apply: (address, sequence) => {
      if (sequence === undefined) return;
      const subject = digestOf(address);
      const last = first<AppliedRow>(find, subject);
      if (last) assertIntact("applied", subject, last.checksum, sumOfApplied(last));
      if (last && sequence <= last.sequence) throw new Problem("superseded");
      const time = now().getTime();
      prune.run(time - kept);
      put.run(subject, sequence, time, sumOfApplied({ subject, sequence, at: time }));
    },
  };
}

/**
 * SHA-256 over the names, each after its length: the names of who was erased are not kept. Who has the file can still
 * try names, until they are pruned: with the first change that comes when they are a week old.
 */
function digestOf({ tenant, collection, subject }: Address): string {
  const text = [tenant, collection, subject].map((part) => `${part.length}:${part}`).join("");
  return createHash("sha256").update(text).digest("base64url");
}
