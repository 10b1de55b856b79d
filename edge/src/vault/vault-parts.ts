import type { Outbox } from "../outbox/outbox.ts";
import type { DataKeys } from "../sealing/data-keys.ts";
import type { FirstAnswers } from "./first-answers.ts";
import type { SealedRows } from "./sealed-rows.ts";
import type { SubjectRows } from "./subject-row.ts";

/** What the vault's operations work on, all of it in one subject's object. */
export interface VaultParts {
  readonly subject: SubjectRows;
  readonly templates: SealedRows;
  readonly answers: FirstAnswers;
  readonly keys: DataKeys;
  readonly outbox: Outbox;
  /** Synchronous: all of it is written, or, if the work throws, none of it. */
  readonly transaction: <Result>(work: () => Result) => Result;
  readonly now: () => Date;
}
