import type { DatabaseSync } from "node:sqlite";
import { all, first, intact, sealed, type MoveRow } from "./rows.ts";

/** Which collections move to another model, from which space to which. Within the transactions of the store. */
export interface Moves {
  of(collectionId: number): MoveRow | undefined;
  add(move: Omit<MoveRow, "checksum">): void;
  drop(collectionId: number): void;
  every(): MoveRow[];
}

export function moveRows(database: DatabaseSync): Moves {
  const find = database.prepare("SELECT * FROM moves WHERE collection_id = ?");
  const add = database.prepare("INSERT INTO moves VALUES (?, ?, ?, ?, ?)");
  const drop = database.prepare("DELETE FROM moves WHERE collection_id = ?");
  const every = database.prepare("SELECT * FROM moves ORDER BY collection_id");
  return {
    of: (collectionId) => {
      const row = first<MoveRow>(find, collectionId);
      return row && intact("moves", row);
    },
    add: (move) => {
      const { collection_id, from_space, to_space, started_at, checksum } = sealed("moves", move);
      add.run(collection_id, from_space, to_space, started_at, checksum);
    },
    drop: (collectionId) => {
      drop.run(collectionId);
    },
    every: () => all<MoveRow>(every).map((row) => intact("moves", row)),
  };
}
