import type { DatabaseSync } from "node:sqlite";
import { all, first, intact, sealed, type CollectionRow } from "./rows.ts";

/** Which collections there are, a tenant's apart from every other's. Within the transactions of the store. */
export interface Collections {
  find(tenant: string, name: string): CollectionRow | undefined;
  findOrAdd(tenant: string, name: string): CollectionRow;
  /** Forgets one that has nothing: no space, no field. */
  dropEmpty(collectionId: number): void;
  all(): CollectionRow[];
}

export function collectionRows(database: DatabaseSync, nextId: () => number, assertSound: () => void): Collections {
  const find = database.prepare("SELECT * FROM collections WHERE tenant = ? AND name = ?");
  const add = database.prepare("INSERT INTO collections (id, tenant, name, checksum) VALUES (?, ?, ?, ?)");
  const dropEmpty = database.prepare(`
    DELETE FROM collections WHERE id = ? AND NOT EXISTS (SELECT 1 FROM spaces WHERE collection_id = collections.id)
      AND NOT EXISTS (SELECT 1 FROM fields WHERE collection_id = collections.id)`);
  const list = database.prepare("SELECT * FROM collections ORDER BY id");

  const known = (tenant: string, name: string) => {
    const row = first<CollectionRow>(find, tenant, name);
    if (!row) assertSound();
    return row && intact("collections", row);
  };

  return {
    find: known,
    findOrAdd: (tenant, name) => {
      const row = known(tenant, name);
      if (row) return row;
      const added = sealed("collections", { id: nextId(), tenant, name });
      add.run(added.id, tenant, name, added.checksum);
      return added;
    },
    dropEmpty: (collectionId) => {
      dropEmpty.run(collectionId);
    },
    all: () => all<CollectionRow>(list),
  };
}
