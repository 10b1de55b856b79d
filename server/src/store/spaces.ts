import type { DatabaseSync } from "node:sqlite";
import { Problem } from "@likeness/sdk/core";
import { damaged } from "./failures.ts";
import { readDigest, withLabel, withoutLabel, writeDigest } from "./label-digest.ts";
import { all, first, intact, sealed, type SpaceRow } from "./rows.ts";

/** What comes to a space, or goes from it. */
export interface SpaceDelta {
  readonly subjects?: number;
  readonly homes?: number;
  readonly added?: readonly number[];
  readonly removed?: readonly number[];
}

/** The spaces of collections, each of one model. Within the transactions of the store. */
export interface Spaces {
  /** Also one that is given up. */
  find(id: number): SpaceRow | undefined;
  /** Of a row that names it. @throws Problem `store_damaged` if it is not there */
  get(id: number): SpaceRow;
  /** Without those that are given up. */
  of(collectionId: number): SpaceRow[];
  /** @throws Problem `migration_conflict` while the model's space is being given up; `model_mismatch` for another dimension */
  findOrAdd(collectionId: number, modelId: string, dimension: number): SpaceRow;
  /** An empty one, for a collection that is to move there. Its dimension is that of what comes first. */
  findOrAddEmpty(collectionId: number, modelId: string): SpaceRow;
  apply(id: number, delta: SpaceDelta): void;
  close(id: number): void;
  /** Forgets one that nobody is in, unless its collection is moving to it or from it. */
  dropEmpty(id: number): void;
  closing(): SpaceRow[];
  all(): SpaceRow[];
}

/** @param change the number of the commit that is being made */
export function spaceRows(
  database: DatabaseSync,
  nextId: () => number,
  change: () => number,
  assertSound: () => void,
): Spaces {
  const find = database.prepare("SELECT * FROM spaces WHERE id = ?");
  const findByModel = database.prepare("SELECT * FROM spaces WHERE collection_id = ? AND model_id = ?");
  const list = database.prepare("SELECT * FROM spaces WHERE collection_id = ? ORDER BY id");
  const listAll = database.prepare("SELECT * FROM spaces ORDER BY id");
  const put = database.prepare("INSERT INTO spaces VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  const update = database.prepare(`
    UPDATE spaces SET dimension = ?, subjects = ?, templates = ?, homes = ?, digest = ?, change = ?, closing = ?, checksum = ?
    WHERE id = ?`);
  const dropEmpty = database.prepare(`
    DELETE FROM spaces WHERE id = ? AND templates = 0 AND homes = 0
      AND NOT EXISTS (SELECT 1 FROM moves WHERE id IN (from_space, to_space))`);

  const known = (row: SpaceRow | undefined) => row && intact("spaces", row);
  const get = (id: number): SpaceRow => {
    const row = known(first<SpaceRow>(find, id));
    if (!row) throw damaged("spaces", id, "it is missing");
    return row;
  };

  function write(row: Omit<SpaceRow, "checksum">): void {
    const { dimension, subjects, templates, homes, digest, closing, checksum } = sealed("spaces", {
      ...row,
      change: change(),
    });
    update.run(dimension, subjects, templates, homes, digest, change(), closing, checksum, row.id);
  }

  function open(collectionId: number, modelId: string): SpaceRow {
    const row = known(first<SpaceRow>(findByModel, collectionId, modelId));
    if (row?.closing) throw new Problem("migration_conflict", `the templates of ${modelId} are being given up`);
    if (row) return row;
    const added = sealed("spaces", {
      id: nextId(),
      collection_id: collectionId,
      model_id: modelId,
      subjects: 0,
      templates: 0,
      dimension: 0,
      homes: 0,
      digest: writeDigest({ a: 0, b: 0 }),
      change: change(),
      closing: 0,
    });
    const { id, digest, checksum } = added;
    put.run(id, collectionId, modelId, 0, 0, 0, 0, digest, added.change, 0, checksum);
    return added;
  }

  return {
    find: (id) => {
      const row = known(first<SpaceRow>(find, id));
      if (!row) assertSound();
      return row;
    },
    get,
    of: (collectionId) => {
      assertSound();
      return all<SpaceRow>(list, collectionId)
        .map((row) => intact("spaces", row))
        .filter(({ closing }) => !closing);
    },
    findOrAdd: (collectionId, modelId, dimension) => {
      const row = open(collectionId, modelId);
      if (row.dimension !== 0 && row.dimension !== dimension) {
        throw new Problem(
          "model_mismatch",
          `templates of ${modelId} have ${row.dimension} values, this one ${dimension}`,
        );
      }
      if (row.dimension === 0) write({ ...row, dimension });
      return { ...row, dimension };
    },
    findOrAddEmpty: open,
    apply: (id, { subjects = 0, homes = 0, added = [], removed = [] }) => {
      const row = get(id);
      const digest = removed.reduce(withoutLabel, added.reduce(withLabel, readDigest(row.digest)));
      write({
        ...row,
        subjects: row.subjects + subjects,
        homes: row.homes + homes,
        templates: row.templates + added.length - removed.length,
        digest: writeDigest(digest),
      });
    },
    close: (id) => write({ ...get(id), closing: 1 }),
    dropEmpty: (id) => {
      dropEmpty.run(id);
    },
    closing: () =>
      all<SpaceRow>(listAll)
        .map((row) => intact("spaces", row))
        .filter(({ closing }) => closing),
    all: () => all<SpaceRow>(listAll),
  };
}
