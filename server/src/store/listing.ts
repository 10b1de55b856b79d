import { setImmediate } from "node:timers/promises";
import type { Filter } from "@likeness/sdk/contract";
import { passes, readFilter } from "./conditions.ts";
import { damaged, told } from "./failures.ts";
import { metadataOf, type Tables } from "./people.ts";
import { storedSubject, type StoredSubject } from "./reading.ts";
import type { CollectionRow, SubjectRow } from "./rows.ts";
import type { Scopes } from "./scopes.ts";

/** Subjects read in one turn of the event loop. */
const atOnce = 100;
/** Subjects that are looked up one by one, by their numbers, rather than met on the way through all of them. */
const few = 2_000;

export interface ListQuery {
  /** The name that the page before has ended with. */
  readonly after?: string | undefined;
  readonly limit: number;
  readonly filter?: Filter | undefined;
}

export interface StoredPage {
  /** In the order of their names, by code units. */
  readonly subjects: readonly StoredSubject[];
  /** The last of these, if there may be more behind it. */
  readonly next: string | undefined;
}

/** Subjects some at a time, as they are when each is read. */
export interface Listing {
  /** @throws Problem `unknown_filter`, `store_damaged` */
  list(collection: CollectionRow, query: ListQuery): Promise<StoredPage>;
  /** @throws Problem `store_damaged` */
  export(collection: CollectionRow, after?: string): AsyncGenerator<ExportedSubjects, void, undefined>;
}

export interface ExportedSubjects {
  readonly subjects: readonly StoredSubject[];
  /** Templates given with these, and of how many; the collection may change meanwhile. */
  readonly done: number;
  readonly total: number;
  /** Where to go on from, should it be cut off here. */
  readonly after: string;
}

/** @param change the number of the last commit */
export function listing(tables: Tables, scopes: Scopes, change: () => number): Listing {
  const { fields, spaces, subjects } = tables;

  /** @returns undefined if they are too many to be looked up one by one */
  function fewWho(collection: CollectionRow, filter: Filter): SubjectRow[] | undefined {
    const ids = new Set(spaces.of(collection.id).flatMap((space) => [...scopes.subjects(space, filter)]));
    if (ids.size > few) return undefined;
    return Array.from(ids, (id) => subjects.get(id)).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }

  async function* everyone(collection: CollectionRow, after: string): AsyncGenerator<readonly SubjectRow[]> {
    for (let from = after; ; ) {
      const rows = told(() => subjects.page(collection.id, from, atOnce));
      if (rows.length > 0) yield rows;
      if (rows.length < atOnce) return;
      from = rows.at(-1)!.name;
      await setImmediate();
    }
  }

  async function* candidates(collection: CollectionRow, after: string, filter: Filter): AsyncGenerator<readonly SubjectRow[]> {
    const isAsked = Object.keys(filter).length > 0;
    const some = isAsked ? told(() => fewWho(collection, filter)) : undefined;
    if (some) yield some.filter(({ name }) => name > after);
    else yield* everyone(collection, after);
  }

  return {
    list: async (collection, { after = "", limit, filter = {} }) => {
      const conditions = told(() => readFilter(filter, fields.ready(collection.id)));
      const found: StoredSubject[] = [];
      for await (const rows of candidates(collection, after, filter)) {
        for (const row of rows) {
          if (!passes(conditions, metadataOf(row))) continue;
          if (found.length === limit) return { subjects: found, next: found.at(-1)!.subject };
          const subject = told(() => storedSubject(tables, row));
          if (subject) found.push(subject);
        }
      }
      return { subjects: found, next: undefined };
    },

    export: async function* (collection, after = "") {
      const count = () => spaces.of(collection.id).reduce((sum, { templates }) => sum + templates, 0);
      const begun = change();
      const total = told(count);
      let done = 0;
      for await (const rows of everyone(collection, after)) {
        const some = told(() => rows.flatMap((row) => storedSubject(tables, row) ?? []));
        done += some.reduce((sum, { templates }) => sum + templates.length, 0);
        yield { subjects: some, done, total, after: rows.at(-1)!.name };
      }
      // Whoever exports to move elsewhere would never miss them.
      if (change() === begun && after === "" && done !== total) {
        throw damaged("collections", collection.id, `its spaces count ${total} templates; ${done} are there`);
      }
    },
  };
}
