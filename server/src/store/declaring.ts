import type { Fields, FieldType } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import { valueIn } from "./fields.ts";
import type { GroupCommit } from "./group-commit.ts";
import { metadataOf, type Tables } from "./people.ts";
import type { FieldRow, SubjectRow } from "./rows.ts";

/** Subjects whose values come to lists in one change. */
const atOnce = 50;

/** What declares fields of metadata, and puts what is there into lists, some at a time. */
export interface Declaring {
  /** @throws Problem `invalid_request` */
  declare(tenant: string, collection: string, fields: Fields): Promise<void>;
  /** After a start: what was being declared was never answered, and is undone. */
  resume(): Promise<void>;
}

export function declaring(tables: Tables, { change }: GroupCommit): Declaring {
  const { collections, subjects, templates, fields, postings } = tables;

  /** @returns the collection's number; its new fields are being indexed, unless it has no subjects */
  function begin(tenant: string, name: string, wanted: Fields): number {
    const { id } = collections.findOrAdd(tenant, name);
    const known = new Map(fields.everyOf(id).map((field) => [field.name, field]));
    const isEmpty = subjects.after(id, 0, 1).length === 0;
    for (const [field, type] of Object.entries(wanted)) {
      const there = known.get(field);
      if (!there) fields.add(id, field, type as FieldType, isEmpty ? "ready" : "indexing");
      else if (there.state === "dropping") throw new Problem("invalid_request", `fields.${field}: it is still being removed`);
      else if (there.type !== type) throw new Problem("invalid_request", `fields.${field}: it is a ${there.type} already`);
    }
    return id;
  }

  const beingIndexed = (collectionId: number) => fields.of(collectionId).filter(({ state }) => state === "indexing");

  /** @returns whether there is more to do */
  function indexSome(collectionId: number): boolean {
    const open = beingIndexed(collectionId);
    if (open.length === 0) return false;
    const from = Math.min(...open.map(({ indexed_to }) => indexed_to));
    const some = subjects.after(collectionId, from, atOnce);
    for (const subject of some) for (const field of open) index(field, subject);
    const last = some.at(-1)?.id;
    for (const field of open) fields.set(field, last === undefined ? "ready" : "indexing", last ?? field.indexed_to);
    return last !== undefined;
  }

  function index(field: FieldRow, subject: SubjectRow): void {
    const value = valueIn(field, metadataOf(subject));
    if (value === undefined) return;
    for (const { label, spaceId } of templates.places(subject.id)) {
      postings.add(field.id, spaceId, value, { label, subject: subject.id });
    }
  }

  function giveUp(collectionId: number): void {
    for (const field of beingIndexed(collectionId)) fields.set(field, "dropping", 0);
  }

  async function dropAll(collectionId: number): Promise<void> {
    const isMore = () =>
      change((notes) => {
        notes.erases = true;
        const dropping = fields.everyOf(collectionId).find(({ state }) => state === "dropping");
        if (!dropping) {
          collections.dropEmpty(collectionId);
          return false;
        }
        if (!postings.dropSome(dropping.id)) fields.drop(dropping);
        return true;
      });
    while (await isMore());
  }

  return {
    declare: async (tenant, collection, wanted) => {
      const id = await change(() => begin(tenant, collection, wanted));
      try {
        while (await change(() => indexSome(id)));
      } catch (error) {
        if (error instanceof Problem && error.code === "invalid_request") {
          await change(() => giveUp(id));
          await dropAll(id);
        }
        throw error;
      }
    },

    resume: async () => {
      const unfinished = fields.every().filter(({ state }) => state !== "ready");
      for (const id of new Set(unfinished.map(({ collection_id }) => collection_id))) {
        await change(() => giveUp(id));
        await dropAll(id);
      }
    },
  };
}
