import type { AuditsKept, CollectionState, Fields, Filter } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import type { Enrolment, KeptAudits, Page, SignedAudit } from "@likeness/sdk/host";
import type { Address } from "./address.ts";
import { appliedChanges } from "./applied.ts";
import { auditRows } from "./audits.ts";
import { spaceChanges, type SpaceChanges } from "./changes.ts";
import { check, everyRowIsIntact, type CheckStep } from "./check.ts";
import { collectionRows } from "./collections.ts";
import { copyDatabase, openDatabase, openForReading } from "./database.ts";
import { readFilter } from "./conditions.ts";
import { declaring } from "./declaring.ts";
import { enrolling, type EnrolledTemplate } from "./enrolling.ts";
import { asStoreProblem, told, toldOfSchema } from "./failures.ts";
import { asFields, fieldRows } from "./fields.ts";
import { groupCommit, noCommits } from "./group-commit.ts";
import { openLedger } from "./ledger.ts";
import { listing, type ExportedSubjects, type ListQuery, type StoredPage } from "./listing.ts";
import { noLog, writeAheadLog } from "./log.ts";
import { migration } from "./migration.ts";
import { moveRows } from "./moves.ts";
import { people as peopleIn, type Dropped, type Tables } from "./people.ts";
import { postingLists } from "./postings.ts";
import { storedSubject, type StoredSubject, type StoredTemplate } from "./reading.ts";
import type { CollectionRow, SpaceRow } from "./rows.ts";
import { scopes as scopesIn, type Scope } from "./scopes.ts";
import { soundnessOf, taken, type SoundnessState } from "./soundness.ts";
import { spaceRows } from "./spaces.ts";
import { subjectRows } from "./subjects.ts";
import { templateRows } from "./templates.ts";

export type {
  Address,
  CheckStep,
  Dropped,
  EnrolledTemplate,
  ExportedSubjects,
  ListQuery,
  Scope,
  SpaceChanges,
  StoredPage,
  StoredSubject,
  StoredTemplate,
};

/** The templates of one model in a collection: what a probe of that model is searched in. */
export interface StoredSpace {
  readonly id: number;
  readonly modelId: string;
  readonly dimension: number;
  readonly subjects: number;
  readonly templates: number;
  /** The number of the last commit that changed it. */
  readonly change: number;
}

export interface EnrolLine {
  readonly subject: string;
  readonly enrolment: Enrolment;
}

/** A line is enrolled, on disk, or it is refused, with what it would have thrown alone. */
export type LineOutcome = { readonly enrolled: EnrolledTemplate } | { readonly refused: unknown };

/**
 * The durable truth. A change is made as a whole or not at all: [STO2]; its promise resolves when it is on disk: [STO1].
 * Changes that are asked for while one commit is made share the next, in the order they were asked for. Reads are
 * synchronous, see every change that was answered, and none that could still be taken back.
 *
 * A change may carry a number. One that is not above the last that was applied to its subject changes nothing: it was
 * applied before, or came too late.
 *
 * Any call throws Problem `store_damaged` where it meets a row that is not what was written [STO6], and `storage_failed` where
 * the disk does not answer; changes also `storage_full` [STO8].
 */
export interface Store {
  /** Random, made once, when the file was. */
  readonly identity: string;
  /** Random, made with each start: see {@link hasMade}. */
  readonly epoch: string;
  /** Found when it was opened; `unsound`, it changes nothing, and says of nothing that it is not there. */
  readonly soundness: SoundnessState;
  /** The number of the last commit that changed a space: it only rises. */
  readonly change: number;
  /**
   * Whether a commit was made in that epoch, or before it, and is part of what the store holds. A store that was brought back to
   * how it was before gives out labels again: what an index knows of it counts only if the store knows of it too.
   */
  readonly hasMade: (epoch: string, change: number) => boolean;
  /**
   * Calls back in the turn of each commit that changes a space, in their order, before those who made it are answered; what is
   * promised then is waited for. If it fails, those who erased in it are told, and the others are not.
   *
   * @returns a function that ends it
   */
  onCommitted(listener: (changes: SpaceChanges) => Promise<unknown> | void): () => void;

  /**
   * A new subject is in the space of its template's model, whatever others of the collection are in; it moves to
   * another model's by a replacement. While its collection moves to another model it may be in both spaces.
   *
   * @throws Problem `model_mismatch`, `subject_full`, `idempotency_key_reused`, `migration_conflict`; `invalid_request` for
   *   metadata that are not of their field's type; `superseded`, unless it was applied before and its template is still there
   */
  enrol(address: Address, enrolment: Enrolment, sequence?: number): Promise<EnrolledTemplate>;
  /** Each line for itself: one that is refused harms no other. In the order of the lines. */
  enrolMany(tenant: string, collection: string, lines: readonly EnrolLine[]): Promise<LineOutcome[]>;
  /**
   * When it resolves, what is gone is in no file any more: [STO7]. `undefined` if there was no such subject; its number counts
   * all the same.
   *
   * @throws Problem `superseded`
   */
  erase(address: Address, sequence?: number): Promise<readonly Dropped[] | undefined>;
  /** Or `undefined` if there is no such subject. */
  keepAudits(address: Address, audits: readonly SignedAudit[]): Promise<AuditsKept | undefined>;
  /** Or `undefined` if there is no such subject. */
  audits(address: Address, page: Page): KeptAudits | undefined;

  subject(address: Address): StoredSubject | undefined;
  /** Whose template a label is; a template erased meanwhile is nobody's. */
  subjectOf(label: number): string | undefined;
  /** None if there is no such collection. */
  list(tenant: string, collection: string, query: ListQuery): Promise<StoredPage>;
  /** By the names of subjects. @param after to go on from @throws Problem `unknown_collection` */
  export(tenant: string, collection: string, after?: string): AsyncGenerator<ExportedSubjects, void, undefined>;

  /** One a model; none of an empty collection. */
  spaces(tenant: string, collection: string): StoredSpace[];
  /** Of all tenants; without those that are being given up. */
  everySpace(): StoredSpace[];
  /** Undefined if there is no such space, or it is being given up. */
  space(spaceId: number): StoredSpace | undefined;
  /** All of a space, ascending. @throws Problem `store_damaged` if they are not those that were kept */
  labels(spaceId: number): BigInt64Array;
  /** `labels.length` x dimension, NaN for those that are gone. About 5 ms for a thousand. */
  vectors(labels: BigInt64Array, dimension: number): Float32Array;
  /** Where there is no space that could be searched. @throws Problem `unknown_filter` [FIL2] */
  assertFilter(tenant: string, collection: string, filter: Filter): void;
  /** Who in a space passes all conditions: [FIL1]. @throws Problem `unknown_filter` [FIL2] */
  scopeOf(spaceId: number, filter: Filter): Scope;

  /** Undefined if there is no such collection. */
  state(tenant: string, collection: string): CollectionState | undefined;
  /**
   * Makes the collection if there is none. Resolves when all that is there can be found by the fields; until then they are not
   * declared, though new metadata are held to their types.
   *
   * @throws Problem `invalid_request` for a field of another type than it has, or than values that are there
   */
  declare(tenant: string, collection: string, fields: Fields): Promise<void>;
  /** From the one model that there is besides. @throws Problem `unknown_collection`, `migration_conflict` */
  beginMigration(tenant: string, collection: string, to: string): Promise<void>;
  /**
   * Resolves when the templates of the model before are in no file any more. Killed in between, it goes on with the next start;
   * nothing is found in them from the first moment.
   *
   * @param dropUnreached whether those go who have no template of the new model
   * @throws Problem `unknown_collection`; `migration_conflict`, which says how many they are
   */
  finishMigration(tenant: string, collection: string, dropUnreached: boolean): Promise<void>;
  /** The same for the new model's templates, and for who has no others. @throws as {@link finishMigration} */
  abandonMigration(tenant: string, collection: string): Promise<void>;

  /**
   * Looks at everything: the file, each row, what is counted, what is found by. What changes meanwhile is looked at again.
   * The first step, of the file, takes its time in one turn.
   */
  check(): AsyncGenerator<CheckStep, void, undefined>;
  /** Makes the file as small as it can be; needs as much room again meanwhile, and nothing is answered. */
  compact(): Promise<void>;
  /**
   * Writes all that is there to a file of its own, on disk when it resolves, for {@link StoreOptions.readOnly}. Nothing is
   * answered meanwhile.
   *
   * @param file must not be there
   */
  copy(file: string): Promise<void>;
  /** Makes what was asked for, then lets go of the file. */
  close(): void;
}

export interface StoreOptions {
  /**
   * Of a copy that nobody changes ({@link Store.copy}): it is read where it lies, by any number of processes, and every change is
   * refused, `read_only`. What the server that it was copied from has erased since is still in it.
   */
  readonly readOnly?: boolean;
}

/** @param file a path, or `:memory:` */
export function openStore(
  file: string,
  now: () => Date = () => new Date(),
  { readOnly = false }: StoreOptions = {},
): Store {
  const { database, schema } = readOnly ? openForReading(file) : openDatabase(file);
  const log = readOnly ? noLog : writeAheadLog(database);
  /** Whether the transaction has changed a space. */
  let changed = false;
  let soundness = taken;
  const assertSound = () => soundness.assertSound();

  const openTables = () => {
    // Of what an earlier release, or a process that was killed, has left.
    if (schema > 0 && schema < 4) log.scrubAll();
    else log.tend();
    const ledger = openLedger(database, readOnly);
    const nextChange = () => {
      changed = true;
      return ledger.change + 1;
    };
    const tables: Tables = {
      collections: collectionRows(database, () => ledger.next("collection"), assertSound),
      spaces: spaceRows(database, () => ledger.next("space"), nextChange, assertSound),
      subjects: subjectRows(database, () => ledger.next("subject"), assertSound),
      templates: templateRows(database, assertSound),
      fields: fieldRows(database),
      postings: postingLists(database, assertSound),
      moves: moveRows(database),
      audits: auditRows(database, assertSound),
    };
    if (!readOnly) {
      log.readThrough();
      soundness = soundnessOf(database, () => everyRowIsIntact({ database, tables, ledger }));
      // The whole file went by: what is left of it in the cache is not what is asked for next.
      database.exec("PRAGMA shrink_memory");
    }
    return { ledger, tables, applied: appliedChanges(database, now) };
  };
  let opened: ReturnType<typeof openTables>;
  try {
    opened = toldOfSchema(openTables);
  } catch (error) {
    database.close();
    log.close();
    throw error;
  }
  const { ledger, tables, applied } = opened;
  const { collections, spaces, subjects, templates, fields, audits } = tables;
  const listeners = new Set<(changes: SpaceChanges) => Promise<unknown> | void>();

  const committing = () =>
    groupCommit({
      database,
      seal: () => ledger.seal(changed),
      committed: (notes) => {
        if (changed) ledger.sealed();
        changed = false;
        const changes = spaceChanges(ledger.change, notes);
        const following = changes ? Array.from(listeners, (listener) => listener(changes)) : [];
        return following.some((promise) => promise) ? Promise.all(following) : undefined;
      },
      empty: log.empty,
      tend: log.tend,
      undone: () => fields.forget(),
    });
  const commits = readOnly ? noCommits : committing();
  const change: typeof commits.change = (work) =>
    commits.change((notes) => {
      // What is not found would be made a second time, and what is not found cannot be erased.
      assertSound();
      return work(notes);
    });

  const people = peopleIn(tables);
  const enrol = enrolling({ tables, people, applied, now, nextLabel: () => ledger.next("template") });
  const fieldsDeclared = declaring(tables, commits);
  const moving = migration(tables, people, commits, now);
  const labelsOf = (spaceId: number): BigInt64Array => {
    const space = spaces.find(spaceId);
    return space ? templates.labels(space) : new BigInt64Array();
  };
  const scopes = scopesIn({
    fields,
    postings: tables.postings,
    everyone: (spaceId) => ({ labels: labelsOf(spaceId) }),
    subject: subjects.get,
  });
  const lists = listing(tables, scopes, () => ledger.change);

  const asSpace = ({
    id,
    model_id,
    dimension,
    subjects: many,
    templates: all,
    change: last,
  }: SpaceRow): StoredSpace => ({
    id,
    modelId: model_id,
    dimension,
    subjects: many,
    templates: all,
    change: last,
  });
  const known = (tenant: string, name: string): CollectionRow => {
    const collection = collections.find(tenant, name);
    if (!collection) throw new Problem("unknown_collection", name);
    return collection;
  };

  let closed = false;
  const unlessClosed = (error: unknown) => {
    // It goes on with the next start.
    if (!closed && !(asStoreProblem(error) instanceof Problem)) throw error;
  };
  if (!readOnly) Promise.all([fieldsDeclared.resume(), moving.resume()]).catch(unlessClosed);

  return {
    identity: ledger.identity,
    epoch: ledger.epoch,
    soundness: soundness.state,
    get change() {
      return ledger.change;
    },
    hasMade: ledger.hasMade,
    onCommitted: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    enrol: (address, enrolment, sequence) => change((notes) => enrol(address, enrolment, sequence, notes)),

    enrolMany: (tenant, collection, lines) =>
      Promise.all(
        lines.map(({ subject, enrolment }) =>
          change((notes) => enrol({ tenant, collection, subject }, enrolment, undefined, notes)).then(
            (enrolled) => ({ enrolled }),
            (refused: unknown) => ({ refused }),
          ),
        ),
      ),

    erase: (address, sequence) =>
      change((notes) => {
        applied.apply(address, sequence);
        // Also in vain: what an erasure before could not overwrite is overwritten before this one is answered.
        notes.erases = true;
        const subject = people.settle(address, notes);
        if (!subject) return undefined;
        const dropped = people.withdraw(subject, notes);
        people.rehome(subject);
        return dropped;
      }),

    keepAudits: (address, signed) =>
      change(() => {
        const subject = people.find(address);
        return subject && audits.keep(subject.id, signed, now().toISOString());
      }),

    audits: (address, page) =>
      told(() => {
        const subject = people.find(address);
        return subject && audits.page(subject.id, page);
      }),

    subject: (address) =>
      told(() => {
        const subject = people.find(address);
        return subject && storedSubject(tables, subject);
      }),

    subjectOf: (label) =>
      told(() => {
        const template = templates.find(label);
        return template && subjects.get(template.subject_id).name;
      }),

    list: async (tenant, collection, query) => {
      const found = told(() => collections.find(tenant, collection));
      return found ? lists.list(found, query) : { subjects: [], next: undefined };
    },

    export: async function* (tenant, collection, after) {
      yield* lists.export(
        told(() => known(tenant, collection)),
        after,
      );
    },

    spaces: (tenant, collection) =>
      told(() => {
        const found = collections.find(tenant, collection);
        return found ? spaces.of(found.id).map(asSpace) : [];
      }),

    everySpace: () =>
      told(() =>
        spaces
          .all()
          .map(({ id }) => spaces.get(id))
          .filter(({ closing }) => !closing)
          .map(asSpace),
      ),

    space: (spaceId) =>
      told(() => {
        const space = spaces.find(spaceId);
        return space && !space.closing ? asSpace(space) : undefined;
      }),

    labels: (spaceId) => told(() => labelsOf(spaceId)),
    vectors: (labels, dimension) => told(() => templates.vectors(labels, dimension)),

    assertFilter: (tenant, collection, filter) =>
      told(() => {
        const found = collections.find(tenant, collection);
        readFilter(filter, found ? fields.ready(found.id) : new Map());
      }),

    scopeOf: (spaceId, filter) =>
      told(() => {
        const space = spaces.find(spaceId);
        return space ? scopes.of(space, filter) : { labels: new BigInt64Array(), subjects: 0, templates: 0 };
      }),

    state: (tenant, collection) =>
      told(() => {
        const found = collections.find(tenant, collection);
        if (!found) return undefined;
        const moves = moving.state(found.id);
        return {
          collection,
          spaces: spaces.of(found.id).map(({ model_id: modelId, subjects: many, templates: all }) => ({
            modelId,
            subjects: many,
            templates: all,
          })),
          fields: asFields(fields.ready(found.id).values()),
          ...(moves && { migration: moves }),
        };
      }),

    declare: fieldsDeclared.declare,
    beginMigration: moving.begin,
    finishMigration: moving.finish,
    abandonMigration: moving.abandon,

    check: () => check({ database, tables, ledger }),

    compact: async () => {
      if (readOnly) throw new Problem("read_only");
      commits.drain();
      told(() => database.exec("VACUUM"));
      log.scrubAll();
    },

    copy: async (to) => {
      commits.drain();
      told(() => copyDatabase(database, to));
    },

    close: () => {
      closed = true;
      commits.drain();
      try {
        log.empty();
      } finally {
        database.close();
        log.close();
      }
    },
  };
}
