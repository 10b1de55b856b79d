import type { Address } from "./address.ts";
import type { AuditRows } from "./audits.ts";
import type { Notes } from "./changes.ts";
import type { Collections } from "./collections.ts";
import { storedValue, type FieldRows } from "./fields.ts";
import type { Moves } from "./moves.ts";
import type { PostingLists } from "./postings.ts";
import type { SubjectRow } from "./rows.ts";
import type { Spaces } from "./spaces.ts";
import type { Subjects } from "./subjects.ts";
import type { Place, Templates } from "./templates.ts";

/** The tables that subjects and their templates are in. */
export interface Tables {
  readonly collections: Collections;
  readonly spaces: Spaces;
  readonly subjects: Subjects;
  readonly templates: Templates;
  readonly fields: FieldRows;
  readonly postings: PostingLists;
  readonly moves: Moves;
  readonly audits: AuditRows;
}

/** Templates that are gone from a space, by their labels. */
export interface Dropped {
  readonly spaceId: number;
  readonly labels: readonly number[];
}

export type Metadata = Readonly<Record<string, string>>;

export const metadataOf = ({ metadata }: Pick<SubjectRow, "metadata">): Metadata => JSON.parse(metadata) as Metadata;

/** What is done to a subject in several tables at once. Within the transactions of the store. */
export interface People {
  /** Undefined if nothing of it is left but what is on its way out. */
  find(address: Address): SubjectRow | undefined;
  /** The same, for a change: what is on its way out is gone first. */
  settle(address: Address, notes: Notes): SubjectRow | undefined;
  /** Its templates, in one space or in all, leave the tables and the lists; the subject itself is as it was. */
  withdraw(subject: SubjectRow, notes: Notes, spaceId?: number): Dropped[];
  /** Puts the subject where its templates are; one that has none goes, with all that it leaves behind. */
  rehome(subject: SubjectRow): SubjectRow | undefined;
  /** Lists are changed for the templates that it has; the row is still to be written. */
  describe(subject: SubjectRow, metadata: Metadata): SubjectRow;
  /** Its values come to lists, for these of its templates. */
  post(subject: SubjectRow, places: readonly Place[]): void;
}

export function people(tables: Tables): People {
  const { collections, spaces, subjects, templates, fields, postings, moves, audits } = tables;

  function find({ tenant, collection, subject }: Address): SubjectRow | undefined {
    const known = collections.find(tenant, collection);
    return known && subjects.find(known.id, subject);
  }

  const isClosing = (spaceId: number) => spaces.get(spaceId).closing !== 0;

  function unpost(subject: SubjectRow, places: readonly Place[]): void {
    const metadata = metadataOf(subject);
    for (const field of fields.of(subject.collection_id)) {
      const value = storedValue(field, metadata);
      if (value === undefined) continue;
      for (const { label, spaceId } of places) postings.remove(field.id, spaceId, value, label);
    }
  }

  function post(subject: SubjectRow, places: readonly Place[]): void {
    const metadata = metadataOf(subject);
    for (const field of fields.of(subject.collection_id)) {
      const value = storedValue(field, metadata);
      if (value === undefined) continue;
      for (const { label, spaceId } of places) postings.add(field.id, spaceId, value, { label, subject: subject.id });
    }
  }

  function withdraw(subject: SubjectRow, notes: Notes, only?: number): Dropped[] {
    const places = templates.places(subject.id).filter(({ spaceId }) => only === undefined || spaceId === only);
    unpost(subject, places);
    const labels = new Map<number, number[]>();
    for (const { label, spaceId } of places) {
      templates.drop(label);
      notes.removed.push({ spaceId, label });
      const known = labels.get(spaceId);
      if (known) known.push(label);
      else labels.set(spaceId, [label]);
    }
    for (const [spaceId, removed] of labels) spaces.apply(spaceId, { subjects: -1, removed });
    return Array.from(labels, ([spaceId, gone]) => ({ spaceId, labels: gone }));
  }

  function leave(subject: SubjectRow): void {
    audits.erase(subject.id);
    subjects.drop(subject.id);
    spaces.apply(subject.space_id, { homes: -1 });
    spaces.dropEmpty(subject.space_id);
    collections.dropEmpty(subject.collection_id);
  }

  function rehome(subject: SubjectRow): SubjectRow | undefined {
    const places = templates.places(subject.id);
    if (places.length === 0) {
      leave(subject);
      return undefined;
    }
    const from = moves.of(subject.collection_id)?.from_space;
    const home = (places.find(({ spaceId }) => spaceId === from) ?? places[0]!).spaceId;
    const row = { ...subject, space_id: home, templates: places.length };
    subjects.write(row);
    if (home !== subject.space_id) {
      spaces.apply(home, { homes: 1 });
      spaces.apply(subject.space_id, { homes: -1 });
      spaces.dropEmpty(subject.space_id);
    }
    return row;
  }

  return {
    find: (address) => {
      const subject = find(address);
      if (!subject || !isClosing(subject.space_id)) return subject;
      return templates.places(subject.id).every(({ spaceId }) => isClosing(spaceId)) ? undefined : subject;
    },

    settle: (address, notes) => {
      const subject = find(address);
      if (!subject) return undefined;
      const closing = new Set(templates.places(subject.id).map(({ spaceId }) => spaceId).filter(isClosing));
      if (closing.size === 0) return subject;
      for (const spaceId of closing) withdraw(subject, notes, spaceId);
      notes.erases = true;
      return rehome(subject);
    },

    withdraw,
    rehome,

    describe: (subject, metadata) => {
      const row = { ...subject, metadata: JSON.stringify(metadata) };
      const places = templates.places(subject.id);
      unpost(subject, places);
      post(row, places);
      return row;
    },

    post,
  };
}
