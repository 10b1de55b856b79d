import type { Models } from "@likeness/sdk/host";
import { createAttempts, type Attempts } from "../attempts/attempts.ts";
import { createAuditLog, type AuditLog } from "./audit-log.ts";
import { createAudits, type Audits } from "./audits.ts";
import { models } from "../cards.ts";
import { createDevices, type Devices } from "./devices.ts";
import { originsOf, type SubjectEnv } from "./subject-env.ts";
import { createErasures, type Erasures } from "./erasures.ts";
import { createOutbox } from "../outbox/outbox.ts";
import { parsePolicies, type Policy } from "../policy.ts";
import { createDataKeys } from "../sealing/data-keys.ts";
import { r2KeyBucket } from "../sealing/drivers/r2.ts";
import { parseSealingSecrets } from "../sealing/sealing-secrets.ts";
import { createSpent, type Spent } from "./spent.ts";
import { transactionOf } from "../storage/transaction.ts";
import { openVault, type Vault } from "../vault/vault.ts";

/** What a subject's object is made of. Each part keeps its own rows; a change of several is one transaction. */
export interface SubjectParts {
  readonly vault: Vault;
  readonly devices: Devices;
  readonly attempts: Attempts;
  readonly spent: Spent;
  readonly erasures: Erasures;
  readonly log: AuditLog;
  /** Of decisions that were made offline. */
  readonly audits: Audits;
  readonly models: Models;
  /** Synchronous: all of it is written, or, if the work throws, none of it. */
  readonly transaction: <Result>(work: () => Result) => Result;
  readonly policyOf: (tenant: string) => Policy;
  /** Of pages whose passkeys are taken. */
  readonly origins: readonly string[];
  readonly now: () => Date;
}

export function subjectParts(
  { id, storage }: DurableObjectState,
  env: SubjectEnv,
  now: () => Date = () => new Date(),
): SubjectParts {
  const { sql } = storage;
  const keys = createDataKeys({
    storage,
    bucket: r2KeyBucket(env.DATA_KEYS),
    secrets: () => parseSealingSecrets(env.SEALING_SECRETS),
    objectId: id.toString(),
  });
  return {
    vault: openVault(storage, keys, createOutbox(sql, now), now),
    devices: createDevices(sql),
    attempts: createAttempts(sql),
    spent: createSpent(sql),
    erasures: createErasures(sql),
    log: createAuditLog(sql),
    audits: createAudits(sql, now),
    models,
    transaction: transactionOf(storage),
    policyOf: parsePolicies(env.POLICIES),
    origins: originsOf(env),
    now,
  };
}
