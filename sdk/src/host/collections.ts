import type { Identified, Subject } from "../contract/index.ts";
import type { Template } from "../core/index.ts";
import type { Caller, Enrolment } from "./gallery.ts";

/** A field of metadata that subjects may be searched by. */
export type FieldType = "keyword" | "number" | "boolean" | "time";

/** What a subject has to have: all of it. */
export type Filter = Readonly<Record<string, Condition>>;

export type FilterValue = string | number | boolean;

/** Equal to one of them, or within the bounds; times are ISO 8601. */
export type Condition =
  | { readonly in: readonly FilterValue[] }
  | {
      readonly gt?: string | number;
      readonly gte?: string | number;
      readonly lt?: string | number;
      readonly lte?: string | number;
    };

export interface CollectionState {
  readonly collection: string;
  /** One a model. */
  readonly spaces: readonly { readonly modelId: string; readonly subjects: number; readonly templates: number }[];
  readonly fields: Readonly<Record<string, FieldType>>;
  readonly migration: MigrationState | undefined;
}

export interface MigrationState {
  readonly from: string;
  readonly to: string;
  /** Subjects that have a template of the new model, of all. */
  readonly reached: number;
  readonly subjects: number;
  readonly startedAt: string;
}

/** A line of a batch: read, but not yet done. */
export type BatchLine =
  | { readonly line: number; readonly subject: string; readonly enrolment: Enrolment }
  | { readonly line: number; readonly refused: unknown };

export type BatchOutcome =
  | { readonly line: number; readonly subject: string; readonly templateId: string }
  | { readonly line: number; readonly refused: unknown };

export interface ExportedTemplate {
  readonly subject: string;
  readonly templateId: string;
  readonly enrolledAt: string;
  readonly template: Template;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface SubjectPage {
  readonly subjects: readonly Subject[];
  /** Where the next page begins, if there is more. */
  readonly next: string | undefined;
}

/** What a host does with collections as a whole; one that has only single subjects does without. */
export interface Collections {
  state(caller: Caller, collection: string): Promise<CollectionState>;
  /** Fields may be added; one that is declared keeps its type. */
  declare(caller: Caller, collection: string, fields: Readonly<Record<string, FieldType>>): Promise<CollectionState>;
  /** In the order of their names. @throws Problem `unknown_filter` */
  list(
    caller: Caller,
    collection: string,
    page: { readonly after: string | undefined; readonly limit: number; readonly filter: Filter | undefined },
  ): Promise<SubjectPage>;
  /** Answers in the order of the lines, as they are done; reads no faster than it writes. */
  enrolMany(caller: Caller, collection: string, lines: AsyncIterable<BatchLine>): AsyncIterable<BatchOutcome>;
  /** Templates in the clear: for keys that may have them. */
  templates(caller: Caller, collection: string): AsyncIterable<ExportedTemplate>;
  /** Who looks like an enrolled subject, the subject itself left out. @throws Problem `unknown_subject` */
  similar(
    caller: Caller,
    collection: string,
    subject: string,
    search: { readonly targetFpir: number; readonly maxCandidates: number; readonly filter: Filter | undefined },
  ): Promise<Identified>;
  /** Subjects that are linked by comparisons that pass at the rate; those that nobody is linked to are left out. */
  groups(
    caller: Caller,
    collection: string,
    options: { readonly modelId: string; readonly targetFmr: number },
  ): AsyncIterable<readonly string[]>;
  /** @throws Problem `migration_conflict`, `unknown_collection` */
  migrate(caller: Caller, collection: string, to: string): Promise<CollectionState>;
  /** What has no template of the new model is named by how many they are, and goes with the old one if that is said. */
  finishMigration(caller: Caller, collection: string, dropUnreached: boolean): Promise<CollectionState>;
  /** The new model's templates go. */
  abandonMigration(caller: Caller, collection: string): Promise<CollectionState>;
}
