import type { DatabaseSync } from "node:sqlite";
import type { Address } from "./address.ts";
import { all, first, inserted, type SpaceRow, type SubjectRow } from "./rows.ts";

/** Which subjects there are, and in which model's space each is. Within the transactions of the store. */
export interface Spaces {
  of(tenant: string, collection: string): SpaceRow[];
  subject(address: Address): SubjectRow | undefined;
  /** The id of a subject that is not there yet, in the space of the model, which is made if it is new. */
  add(address: Address, modelId: string): SubjectRow;
  /** Into the space of another model. */
  move(subject: SubjectRow, modelId: string): SubjectRow;
  /** With what it has left behind: a space that nobody is in, a collection without a space. */
  drop(subject: SubjectRow): void;
  /** How many templates came to the space that a subject is in, or went from it. */
  count(spaceId: number, templates: number): void;
}

export function spaceRows(database: DatabaseSync): Spaces {
  const findCollection = database.prepare("SELECT id FROM collections WHERE tenant = ? AND name = ?");
  const addCollection = database.prepare("INSERT INTO collections (tenant, name) VALUES (?, ?)");
  const dropEmptyCollection = database.prepare(
    "DELETE FROM collections WHERE id = ? AND NOT EXISTS (SELECT 1 FROM spaces WHERE collection_id = collections.id)",
  );
  const spacesOf = database.prepare(`
    SELECT s.id, s.model_id, s.subjects, s.templates FROM spaces s JOIN collections c ON c.id = s.collection_id
    WHERE c.tenant = ? AND c.name = ? ORDER BY s.id`);
  const findSpace = database.prepare("SELECT id FROM spaces WHERE collection_id = ? AND model_id = ?");
  const addSpace = database.prepare("INSERT INTO spaces (collection_id, model_id) VALUES (?, ?)");
  const dropEmptySpace = database.prepare("DELETE FROM spaces WHERE id = ? AND subjects = 0");
  const countSubjects = database.prepare("UPDATE spaces SET subjects = subjects + ? WHERE id = ?");
  const countTemplates = database.prepare("UPDATE spaces SET templates = templates + ? WHERE id = ?");
  const findSubject = database.prepare(`
    SELECT s.id, s.collection_id, s.space_id, p.model_id, s.metadata
    FROM subjects s JOIN collections c ON c.id = s.collection_id JOIN spaces p ON p.id = s.space_id
    WHERE c.tenant = ? AND c.name = ? AND s.name = ?`);
  const addSubject = database.prepare("INSERT INTO subjects (collection_id, space_id, name) VALUES (?, ?, ?)");
  const moveSubject = database.prepare("UPDATE subjects SET space_id = ? WHERE id = ?");
  const dropSubject = database.prepare("DELETE FROM subjects WHERE id = ?");

  const spaceFor = (collectionId: number, modelId: string) =>
    first<{ id: number }>(findSpace, collectionId, modelId)?.id ?? inserted(addSpace, collectionId, modelId);

  function leave(spaceId: number): void {
    countSubjects.run(-1, spaceId);
    dropEmptySpace.run(spaceId);
  }

  return {
    of: (tenant, collection) => all<SpaceRow>(spacesOf, tenant, collection),

    subject: ({ tenant, collection, subject }) => first<SubjectRow>(findSubject, tenant, collection, subject),

    add: ({ tenant, collection, subject }, modelId) => {
      const known = first<{ id: number }>(findCollection, tenant, collection);
      const collectionId = known?.id ?? inserted(addCollection, tenant, collection);
      const spaceId = spaceFor(collectionId, modelId);
      countSubjects.run(1, spaceId);
      const id = inserted(addSubject, collectionId, spaceId, subject);
      return { id, collection_id: collectionId, space_id: spaceId, model_id: modelId, metadata: "{}" };
    },

    move: (subject, modelId) => {
      const spaceId = spaceFor(subject.collection_id, modelId);
      countSubjects.run(1, spaceId);
      moveSubject.run(spaceId, subject.id);
      leave(subject.space_id);
      return { ...subject, space_id: spaceId, model_id: modelId };
    },

    drop: ({ id, collection_id: collectionId, space_id: spaceId }) => {
      dropSubject.run(id);
      leave(spaceId);
      dropEmptyCollection.run(collectionId);
    },

    count: (spaceId, templates) => {
      countTemplates.run(templates, spaceId);
    },
  };
}
