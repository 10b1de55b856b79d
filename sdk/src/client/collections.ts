import type {
  CollectionState,
  FinishMigrationBody,
  GroupBody,
  GroupLine,
  SimilarBody,
  SubjectPage,
  TemplateLine,
} from "../contract/collection-messages.ts";
import type { Fields, Filter } from "../contract/filter.ts";
import type { Identified, Subject, SubjectAddress } from "../contract/messages.ts";
import { fillPath, paths, type OperationName } from "../contract/paths.ts";
import type { TemplateEncoding } from "../core/index.ts";
import { createLineRequests } from "./answer-lines.ts";
import type { CallOptions, ClientOptions } from "./client.ts";
import { enrolMany, type Enrolling, type EnrolManyOptions, type Enrolment } from "./enrol-many.ts";
import type { Lines } from "./outgoing-lines.ts";
import { createTransport, patienceOf } from "./transport.ts";

export type SubjectsOptions = CallOptions & {
  /** Who is listed. */
  readonly filter?: Filter | undefined;
  /** How many a page has, 1 to 500; 100 by default. */
  readonly limit?: number | undefined;
};
export type SubjectPageOptions = SubjectsOptions & {
  /** Of the page before. */
  readonly cursor?: string | undefined;
};
export type ExportOptions = CallOptions & {
  /** How templates travel; `f32` by default, which loses nothing. */
  readonly encoding?: TemplateEncoding | undefined;
};
export type SimilarOptions = CallOptions & SimilarBody;
export type GroupOptions = CallOptions & GroupBody;
export type FinishMigrationOptions = CallOptions & FinishMigrationBody;

/**
 * Collections as a whole, on a server, by a secret key. Failures are `Problem`s; a host that has none of it:
 * `not_found`.
 */
export interface CollectionsClient {
  /** @throws Problem `unknown_collection` */
  state(collection: string, options?: CallOptions): Promise<CollectionState>;
  /**
   * Declares fields of metadata to filter by. More may be added; one that is declared keeps its type.
   *
   * @throws Problem `invalid_request`
   */
  declareFields(collection: string, fields: Fields, options?: CallOptions): Promise<CollectionState>;
  /** Everyone, in the order of their names; asks for a page when it is needed. @throws Problem `unknown_filter` */
  subjects(collection: string, options?: SubjectsOptions): AsyncGenerator<Subject, void, undefined>;
  subjectPage(collection: string, options?: SubjectPageOptions): Promise<SubjectPage>;
  /**
   * Enrols many: gives what became of each line, in order, each when it is on disk or refused. Lines are taken from the
   * caller's no faster than answers are taken from here.
   *
   * @throws Problem `storage_full`, `storage_failed`, `overloaded`, `unreachable`, where it cannot go on: the lines
   *   that were not answered by then may have been enrolled, and are not enrolled twice if the same keys are given with
   *   them again
   * @example
   * for await (const { line, problem } of collections.enrolMany("staff", people)) {
   *   if (problem) report(line, problem.code);
   * }
   */
  enrolMany(
    collection: string,
    lines: Lines<Enrolling>,
    options?: EnrolManyOptions,
  ): AsyncGenerator<Enrolment, void, undefined>;
  /**
   * Every template, in the clear: for a key that may export.
   *
   * @throws Problem `key_not_allowed`, `unknown_collection`
   */
  exportTemplates(collection: string, options?: ExportOptions): AsyncGenerator<TemplateLine, void, undefined>;
  /** Who looks like an enrolled subject. @throws Problem `unknown_subject`, `unknown_filter` */
  similar(address: SubjectAddress, options?: SimilarOptions): Promise<Identified>;
  /** Who is enrolled more than once, a group at a time. @throws Problem `unknown_collection`, `model_mismatch` */
  groups(collection: string, options?: GroupOptions): AsyncGenerator<readonly string[], void, undefined>;
  /**
   * Begins a move to another model. As the other two steps it is sent once: where its answer is lost, the state tells.
   *
   * @throws Problem `migration_conflict`, `unknown_collection`, `unknown_model`
   */
  migrate(collection: string, to: string, options?: CallOptions): Promise<CollectionState>;
  /**
   * @throws Problem `migration_conflict`, where none is open, or some are not reached and `dropUnreached` is not said
   */
  finishMigration(collection: string, options?: FinishMigrationOptions): Promise<CollectionState>;
  /** @throws Problem `migration_conflict` */
  abandonMigration(collection: string, options?: CallOptions): Promise<CollectionState>;
}

/**
 * @example
 * const collections = createCollectionsClient({ endpoint: "https://faces.example", key: secretKey });
 * for await (const subjects of collections.groups("staff")) console.log("one person, it seems:", subjects);
 */
export function createCollectionsClient(options: Omit<ClientOptions, "device">): CollectionsClient {
  const send = createTransport(options);
  const requests = createLineRequests(options);
  const { encoding } = options;
  const method = (name: OperationName) => paths[name].method.toUpperCase();
  const sending = { requests, patience: patienceOf(options), method: method("enrolMany"), encoding };
  // What is signed is signed as a whole.
  const isStreaming = options.sign === undefined && isNode();

  /** A step of a move, asked for once: sent again, where its answer was lost, it would be answered as a conflict. */
  const step = (
    name: "migrate" | "finishMigration" | "abandonMigration",
    collection: string,
    signal: AbortSignal | undefined,
    body?: object,
  ) => send<CollectionState>(method(name), fillPath(name, { collection }), { signal, body, retries: 0 });

  const subjectPage: CollectionsClient["subjectPage"] = (collection, { signal, cursor, limit, filter } = {}) => {
    const query = new URLSearchParams({
      ...(cursor !== undefined && { cursor }),
      ...(limit !== undefined && { limit: String(limit) }),
      ...(filter && { filter: JSON.stringify(filter) }),
    });
    const path = fillPath("subjects", { collection });
    return send(method("subjects"), query.size === 0 ? path : `${path}?${query}`, { signal });
  };

  return {
    state: (collection, { signal } = {}) =>
      send(method("collection"), fillPath("collection", { collection }), { signal }),
    declareFields: (collection, fields, { signal } = {}) =>
      send(method("declareFields"), fillPath("declareFields", { collection }), { signal, body: { fields } }),
    async *subjects(collection, options) {
      for (let cursor: string | undefined; ; ) {
        const page = await subjectPage(collection, { ...options, cursor });
        yield* page.subjects;
        if (page.cursor === undefined) return;
        ({ cursor } = page);
      }
    },
    subjectPage,
    enrolMany: (collection, lines, options) =>
      enrolMany(
        { ...sending, path: fillPath("enrolMany", { collection }) },
        lines,
        { streaming: isStreaming, ...options },
      ),
    exportTemplates: (collection, { signal, encoding } = {}) => {
      const query = encoding === undefined ? "" : `?encoding=${encoding}`;
      return requests.read(method("exportTemplates"), fillPath("exportTemplates", { collection }) + query, { signal });
    },
    similar: (address, { signal, ...body } = {}) =>
      send(method("similar"), fillPath("similar", { ...address }), { signal, body }),
    async *groups(collection, { signal, ...body } = {}) {
      const found = requests.read<GroupLine>(method("group"), fillPath("group", { collection }), { signal, body });
      for await (const { subjects } of found) yield subjects;
    },
    migrate: (collection, to, { signal } = {}) => step("migrate", collection, signal, { to }),
    finishMigration: (collection, { signal, ...body } = {}) => step("finishMigration", collection, signal, body),
    abandonMigration: (collection, { signal } = {}) => step("abandonMigration", collection, signal),
  };
}

/** Node's `fetch`, or one that says it is like it, reads an answer while it still sends. */
function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}
