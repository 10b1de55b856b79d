import type { CollectionState, Fields, Filter, Identified, Subject, SubjectAddress } from "../contract/index.ts";
import type { Template } from "../core/index.ts";
import type { Caller, Enrolment, Underway } from "./gallery.ts";

/**
 * A line of a batch: read, but not yet done. One that could not be read is handed on, so that answers keep their order.
 */
export type BatchLine =
  | { readonly line: number; readonly subject: string; readonly enrolment: Enrolment }
  | { readonly line: number; readonly refused: unknown };

/** What became of a line. It is refused by a `Problem`; whatever else it is refused with is a bug. */
export type BatchOutcome =
  | { readonly line: number; readonly subject: string; readonly templateId: string }
  | { readonly line: number; readonly refused: unknown };

export interface ExportedTemplate {
  readonly subject: string;
  readonly templateId: string;
  /** ISO 8601, UTC. */
  readonly enrolledAt: string;
  readonly template: Template;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface SubjectListing {
  /** In the order of their names, by code units. */
  readonly subjects: readonly Subject[];
  /** The last of these, if there is more behind it. */
  readonly next: string | undefined;
}

export interface ListedPage {
  /** The name that the page before ended with. */
  readonly after: string | undefined;
  readonly limit: number;
  readonly filter: Filter | undefined;
}

export interface SimilarSearch {
  readonly targetFpir: number;
  readonly maxCandidates: number;
  readonly filter: Filter | undefined;
}

export interface Grouping {
  /** None: of the only model there is. */
  readonly modelId: string | undefined;
  readonly targetFmr: number;
}

/**
 * What a host does with collections as a whole, behind the contract; one that has only single subjects does without.
 * What gives many things gives them a piece at a time, each as long as is good to be made at once, and goes on when it
 * is asked for the next one. What is no longer asked for is told by `return`, or by the signal.
 */
export interface Collections {
  /** @throws Problem `unknown_collection` */
  state(caller: Caller, collection: string, underway: Underway): Promise<CollectionState>;
  /**
   * Makes the collection if there is none. Fields may be added; one that is declared keeps its type.
   *
   * @throws Problem `invalid_request` for a field of another type than it has, or than values that are there
   */
  declare(caller: Caller, collection: string, fields: Fields, underway: Underway): Promise<CollectionState>;
  /** @throws Problem `unknown_filter` */
  list(caller: Caller, collection: string, page: ListedPage, underway: Underway): Promise<SubjectListing>;
  /**
   * Answers every line that it has taken, each once, in their order, when it is on disk or refused: [STO1], [ADM4].
   *
   * Lines come as many at once as have arrived while the last ones were at work: what comes together may share a
   * commit. The source ends where nothing more will come, whatever the reason; it does not throw. What is thrown here
   * ends the answer, and says that it is not known what became of lines that were taken and not answered.
   *
   * @throws Problem `storage_full`, `storage_failed`, `overloaded`, where no other line would fare better
   */
  enrolMany(
    caller: Caller,
    collection: string,
    lines: AsyncIterable<readonly BatchLine[]>,
    underway: Underway,
  ): AsyncIterable<readonly BatchOutcome[]>;
  /**
   * Of every model, by subject. Only for callers that may `export`.
   *
   * @throws Problem `unknown_collection`, `store_damaged`
   */
  templates(caller: Caller, collection: string, underway: Underway): AsyncIterable<readonly ExportedTemplate[]>;
  /**
   * Who looks like an enrolled subject, the subject itself left out.
   *
   * @throws Problem `unknown_subject`, `unknown_filter`
   */
  similar(caller: Caller, address: SubjectAddress, search: SimilarSearch, underway: Underway): Promise<Identified>;
  /**
   * Subjects that are linked, directly or by others, by comparisons that pass at the rate; those that nobody is linked
   * to are left out.
   *
   * @throws Problem `unknown_collection`, `unknown_model`; `model_mismatch` where there are several models and none is
   *   named
   */
  groups(
    caller: Caller,
    collection: string,
    grouping: Grouping,
    underway: Underway,
  ): AsyncIterable<readonly (readonly string[])[]>;
  /** @throws Problem `migration_conflict`, `unknown_collection`, `unknown_model` */
  migrate(caller: Caller, collection: string, to: string, underway: Underway): Promise<CollectionState>;
  /**
   * The templates of the model before go.
   *
   * @param dropUnreached whoever has no template of the new model goes too; else they are a `migration_conflict` that
   *   says how many they are
   * @throws Problem `migration_conflict`, `unknown_collection`
   */
  finishMigration(
    caller: Caller,
    collection: string,
    dropUnreached: boolean,
    underway: Underway,
  ): Promise<CollectionState>;
  /** The new model's templates go. @throws Problem `migration_conflict`, `unknown_collection` */
  abandonMigration(caller: Caller, collection: string, underway: Underway): Promise<CollectionState>;
}
