import type { Enrolled } from "@likeness/sdk/contract";
import type { Template } from "@likeness/sdk/core";
import type { Enrolment } from "@likeness/sdk/host";
import type { Address } from "../address.ts";
import type { Outbox } from "../outbox/outbox.ts";
import type { DataKeys } from "../sealing/data-keys.ts";
import { enrol, type Within } from "./enrolling.ts";
import { createFirstAnswers } from "./first-answers.ts";
import { keepSuccessor, moved } from "./migrating.ts";
import { open, type OpenedTemplate } from "./opening.ts";
import { transactionOf } from "../storage/transaction.ts";
import { createSealedRows } from "./sealed-rows.ts";
import { assertComparable, knownRow, knownState, newVersion, stateOf, type State } from "./state.ts";
import { createSubjectRows } from "./subject-row.ts";
import type { VaultParts } from "./vault-parts.ts";

export type { OpenedTemplate, State, Within };

/**
 * One subject's templates, sealed, in its object's SQLite. What is synchronous here may be part of a caller's
 * transaction; what is not opens or seals, and looks again afterwards whether the subject is still what it was.
 */
export interface Vault {
  readonly outbox: Outbox;
  /** Nothing: nobody is enrolled. */
  state(): State | undefined;
  /** @throws Problem `unknown_subject` */
  assertKnown(address: Address): State;
  /** @throws Problem `unknown_subject`, `model_mismatch` */
  assertComparable(address: Address, modelId: string): void;
  /** Whose vault it is, once somebody is enrolled. */
  address(): Address | undefined;
  /**
   * Durable, in the object and in the bucket, when it is answered. A repeat under its idempotency key gives the first
   * answer, and does nothing.
   *
   * @param within refuses the enrolment by throwing, given the subject as it is; it runs in the enrolment's
   *   transaction, before anything else. It may run several times, all but the last undone: what it changes has to lie
   *   in the object's storage, and nowhere else
   * @throws Problem `model_mismatch`, `subject_full`, `idempotency_key_reused`, `superseded`, `template_unreadable`,
   *   `keys_unavailable`, `not_configured`, and what `within` throws
   */
  enrol(address: Address, enrolment: Enrolment, within: Within): Promise<Enrolled>;
  /**
   * Gets the subject's data key, where there is a subject and it is not in memory yet: a bucket that does not answer is
   * found out by this alone.
   *
   * @throws Problem `template_unreadable`, `keys_unavailable`, `not_configured`
   */
  unlock(): Promise<void>;
  /** All of one model's. See `opening.ts`. */
  open(address: Address, modelId: string): Promise<readonly OpenedTemplate[]>;
  /** Of one template, for the server; nothing if it was dropped since. */
  toTell(address: Address, templateId: string): Promise<Template | undefined>;
  /** Seals now; what it returns keeps it, in the caller's transaction. See `migrating.ts`. */
  keepSuccessor(address: Address, template: Template): Promise<() => boolean>;
  /** After a match, in the caller's transaction: whether the subject has moved to the probe's model by it. */
  moved(address: Address, modelId: string): boolean;
  /** After a change of the subject that is not the vault's. @returns the version it has now */
  changed(): string;
  /**
   * The first step of an erasure, in the caller's transaction: rows are gone, the server will be told, and the data
   * keys are lost. {@link Vault.shred} is the second.
   *
   * @throws Problem `unknown_subject`
   */
  erase(address: Address): { readonly templates: number };
  /**
   * Deletes the data keys that are lost from the bucket. Safe to call again: by alarm, until it does not throw.
   *
   * @throws Problem `keys_unavailable`
   */
  shred(): Promise<void>;
  /** Whether an enrolment that came to nothing has left a data key for {@link Vault.shred}. */
  hasUnusedKey(): boolean;
  /** When the consent ends, in milliseconds since 1970. */
  consentEnds(): number | undefined;
  /** Nobody is enrolled, the server knows, and no data key is left. */
  isEmpty(): boolean;
}

export function openVault(
  storage: DurableObjectStorage,
  keys: DataKeys,
  outbox: Outbox,
  now: () => Date = () => new Date(),
): Vault {
  const { sql } = storage;
  const subject = createSubjectRows(sql);
  const templates = createSealedRows(sql);
  const answers = createFirstAnswers(sql);
  const transaction = transactionOf(storage);
  const parts: VaultParts = { subject, templates, answers, keys, outbox, transaction, now };
  /** How many enrolments are under way: each may be about to use a key that nothing is sealed with yet. */
  let enrolling = 0;

  return {
    outbox,
    state: () => stateOf(parts),
    assertKnown: (address) => knownState(parts, address),
    assertComparable: (address, modelId) => assertComparable(parts, address, modelId),
    address: () => subject.read()?.address,

    enrol: async (address, enrolment, within) => {
      enrolling += 1;
      try {
        return await enrol(parts, address, enrolment, within);
      } finally {
        enrolling -= 1;
      }
    },

    unlock: async () => {
      const used = subject.read()?.dataKey;
      if (used === undefined) return;
      await keys.open(used).catch((problem: unknown) => {
        if (subject.read()?.dataKey === used) throw problem;
      });
    },

    open: (address, modelId) => open(parts, address, modelId),

    toTell: async (address, templateId) => {
      const info = templates.infos().find((info) => info.templateId === templateId);
      if (!info) return undefined;
      const { modelId } = info;
      const opened = await open(parts, address, modelId).catch((problem: unknown) => {
        // Dropped while it was being opened.
        if (templates.infos().every((info) => info.templateId !== templateId)) return [];
        throw problem;
      });
      const template = opened.find((template) => template.templateId === templateId);
      return template && { modelId, vector: template.vector };
    },

    keepSuccessor: (address, template) => keepSuccessor(parts, address, template),
    moved: (address, modelId) => moved(parts, address, modelId),

    changed: () => {
      const row = subject.read();
      if (!row) throw new Error("nobody is enrolled who could have changed");
      const version = newVersion();
      subject.write({ ...row, version });
      return version;
    },

    erase: (address) => {
      knownRow(parts, address);
      const erased = { templates: templates.infos().length };
      templates.erase();
      answers.erase();
      subject.erase();
      keys.keepOnly(undefined);
      outbox.put({ kind: "erase", address });
      return erased;
    },

    shred: async () => {
      // One that was made and never used is as good as lost.
      if (enrolling === 0) keys.keepOnly(subject.read()?.dataKey);
      await keys.shred();
    },

    hasUnusedKey: () => keys.hasUnused(subject.read()?.dataKey),

    consentEnds: () => {
      const consent = subject.read()?.consent;
      return consent && Date.parse(consent.expiresAt);
    },

    isEmpty: () => subject.read() === undefined && keys.isEmpty() && outbox.pending() === undefined,
  };
}
