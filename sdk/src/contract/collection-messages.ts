import type { EncodedTemplate, ProblemCode } from "../core/index.ts";
import type { FieldType, Fields, Filter } from "./filter.ts";
import type { Subject } from "./messages.ts";

// What is asked and answered about collections as a whole, as plain types; see `messages.ts`.
//
// What is long travels as NDJSON (https://github.com/ndjson/ndjson-spec, 1.0.0): a JSON text a line, UTF-8, ended by a
// line feed. Each such answer ends with a line that has a `summary`; one that lacks it has been cut off.

/** What there is of a collection. */
export interface CollectionState {
  readonly collection: string;
  /** What the templates of one model are searched in, one a model. */
  readonly spaces: readonly SpaceState[];
  /** The fields of metadata that it may be filtered by. */
  readonly fields: Fields;
  /** While it moves to another model. */
  readonly migration?: MigrationState | undefined;
}

export interface SpaceState {
  readonly modelId: string;
  readonly subjects: number;
  readonly templates: number;
}

export interface MigrationState {
  readonly from: string;
  readonly to: string;
  /** How many subjects have a template of the new model. */
  readonly reached: number;
  /** Of how many. */
  readonly subjects: number;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

/** To declare fields. More may be added later; one that is declared keeps its type. */
export interface FieldsBody {
  readonly fields: Readonly<Record<string, FieldType>>;
}

/** In the order of their names. */
export interface SubjectPage {
  readonly subjects: readonly Subject[];
  /** Where the next page begins; absent on the last. */
  readonly cursor?: string | undefined;
}

/** One line of a batch: whom to enrol, by what. */
export interface EnrolLine {
  readonly subject: string;
  readonly template: EncodedTemplate;
  /** As for a single enrolment. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  readonly replace?: boolean | undefined;
  readonly quality?: number | undefined;
  /** Sent again with the very same line, the first answer is given again and nothing is stored twice. */
  readonly idempotencyKey?: string | undefined;
}

/** A problem where it is no answer of its own: RFC 9457's members without type and request. */
export interface LineProblem {
  readonly code: ProblemCode;
  readonly title: string;
  readonly status: number;
  readonly detail?: string | undefined;
}

/** What became of a line: it is enrolled, on disk, or it is refused and has changed nothing. */
export type EnrolOutcome = EnrolledLine | RefusedLine;

export interface EnrolledLine {
  /** Its place in the body, from 1. Empty lines count and are not answered. */
  readonly line: number;
  readonly subject: string;
  readonly templateId: string;
}

export interface RefusedLine {
  readonly line: number;
  readonly problem: LineProblem;
}

/** The last line of a batch's answer. */
export interface EnrolSummary {
  readonly summary: { readonly lines: number; readonly enrolled: number; readonly refused: number };
  /** Why the lines that are not answered were not taken: the body broke off, or the host could not go on. */
  readonly problem?: LineProblem | undefined;
}

/** A template as it is exported, in the clear. */
export interface TemplateLine {
  readonly subject: string;
  readonly templateId: string;
  /** ISO 8601, UTC. */
  readonly enrolledAt: string;
  readonly template: EncodedTemplate;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The last line of an export. */
export interface TemplatesSummary {
  readonly summary: { readonly templates: number };
  readonly problem?: LineProblem | undefined;
}

/** To search for those who look like the subject in the path. */
export interface SimilarBody {
  /** False positive identification rate wanted of the whole search, above 0 and below 1; 0.003 by default. */
  readonly targetFpir?: number | undefined;
  /** 1 to 100; 5 by default. */
  readonly maxCandidates?: number | undefined;
  /** Who is searched. */
  readonly filter?: Filter | undefined;
}

/** To find out who is enrolled more than once. */
export interface GroupBody {
  /** Whose templates are compared, where there are several models. */
  readonly modelId?: string | undefined;
  /** False match rate of one comparison, above 0 and below 1; 1e-4 by default. */
  readonly targetFmr?: number | undefined;
}

/** Subjects that are linked by comparisons that pass: two at least, in the order of their names. */
export interface GroupLine {
  readonly subjects: readonly string[];
}

/** The last line of the groups. */
export interface GroupsSummary {
  readonly summary: { readonly groups: number; readonly subjects: number };
  readonly problem?: LineProblem | undefined;
}

/** To begin a move to another model. */
export interface MigrateBody {
  /** Its modelId. */
  readonly to: string;
}

export interface FinishMigrationBody {
  /** Erases those who have no template of the new model; without it they are a reason not to finish. */
  readonly dropUnreached?: boolean | undefined;
}
