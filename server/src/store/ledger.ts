import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { assertIntact, checksum } from "./checksums.ts";
import { asStoreProblem, damaged, isStorageFailure } from "./failures.ts";
import { all, first } from "./rows.ts";
import { schemaChecksum } from "./schema.ts";

const counted = ["collection", "space", "subject", "template"] as const;
type Counted = (typeof counted)[number];

/** Starts that are remembered; an index of before is made anew. */
const epochsKept = 1_000;

/** What the store knows of itself: who it is, how many commits it has made, which numbers were given out. */
export interface Ledger {
  /** Random, made once. */
  readonly identity: string;
  /** Random, made with each start. */
  readonly epoch: string;
  /** The number of the last commit that changed a space. */
  readonly change: number;
  /** Whether a commit was made by this store, in that epoch or before, and is part of what it holds. */
  hasMade(epoch: string, change: number): boolean;
  /** A number that was never given out before: [STO4]. */
  next(of: Counted): number;
  /** At the end of a transaction. @param changed whether it has changed a space: then it has the number `change + 1` */
  seal(changed: boolean): void;
  /** Once that is on disk. */
  sealed(): void;
  /** Rows of its own that are damaged. @throws Problem `store_damaged` */
  verify(): void;
}

interface StoreRow {
  identity: string;
  change: number;
  last_collection: number;
  last_space: number;
  last_subject: number;
  last_template: number;
  schema: number;
  checksum: number;
}

interface EpochRow {
  number: number;
  epoch: string;
  change: number;
  checksum: number;
}

const sumOf = (row: Omit<StoreRow, "checksum">): number =>
  checksum("store", [
    1,
    row.identity,
    row.change,
    row.last_collection,
    row.last_space,
    row.last_subject,
    row.last_template,
    row.schema,
  ]);

const sumOfEpoch = ({ number, epoch, change }: Omit<EpochRow, "checksum">) =>
  checksum("epochs", [number, epoch, change]);

/**
 * @param readOnly no epoch is begun
 * @throws Problem `store_damaged`
 */
export function openLedger(database: DatabaseSync, readOnly = false): Ledger {
  const find = database.prepare("SELECT * FROM store WHERE id = 1");
  const findEpochs = database.prepare("SELECT * FROM epochs ORDER BY number");
  const put = database.prepare(`
    UPDATE store SET change = ?, last_collection = ?, last_space = ?, last_subject = ?, last_template = ?, checksum = ?
    WHERE id = 1`);

  function read(): StoreRow {
    const row = first<StoreRow>(find);
    if (!row) throw damaged("store", undefined, "its row is missing");
    assertIntact("store", 1, row.checksum, sumOf(row));
    if (row.schema !== schemaChecksum(database)) throw damaged("schema", undefined, "it is not what was written");
    return row;
  }

  function readEpochs(): EpochRow[] {
    const rows = all<EpochRow>(findEpochs);
    for (const row of rows) assertIntact("epochs", row.number, row.checksum, sumOfEpoch(row));
    return rows;
  }

  const row = read();
  const epochs = readEpochs();
  // A copy is of the epoch that it was made in.
  const epoch = (readOnly ? epochs.at(-1)?.epoch : undefined) ?? randomUUID();
  /** Epochs of before, with the last commit that was made in each. */
  const ended = new Map<string, number>();
  epochs.forEach((known, i) => ended.set(known.epoch, epochs[i + 1]?.change ?? row.change));
  let { change } = row;
  const last = {
    collection: row.last_collection,
    space: row.last_space,
    subject: row.last_subject,
    template: row.last_template,
  };
  if (!readOnly) begin();

  /** Where the disk is full the store opens all the same: what is saved of this epoch then is made anew in the next. */
  function begin(): void {
    const number = (first<{ last: number | null }>(database.prepare("SELECT max(number) AS last FROM epochs"))?.last ?? 0) + 1;
    const began = { number, epoch, change };
    try {
      database.prepare("INSERT INTO epochs VALUES (?, ?, ?, ?)").run(number, epoch, change, sumOfEpoch(began));
      database.prepare("DELETE FROM epochs WHERE number <= ?").run(number - epochsKept);
    } catch (error) {
      const problem = asStoreProblem(error);
      if (!isStorageFailure(problem)) throw problem;
    }
  }

  return {
    identity: row.identity,
    epoch,
    get change() {
      return change;
    },
    hasMade: (of, made) => made <= (of === epoch ? change : (ended.get(of) ?? -1)),
    next: (of) => ++last[of],
    seal: (changed) => {
      const { collection, space, subject, template } = last;
      const now = {
        ...row,
        change: change + (changed ? 1 : 0),
        last_collection: collection,
        last_space: space,
        last_subject: subject,
        last_template: template,
      };
      put.run(now.change, collection, space, subject, template, sumOf(now));
    },
    sealed: () => {
      change++;
    },
    verify: () => {
      read();
      readEpochs();
    },
  };
}
