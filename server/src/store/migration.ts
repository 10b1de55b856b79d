import type { MigrationState } from "@likeness/sdk/contract";
import { Problem } from "@likeness/sdk/core";
import type { Notes } from "./changes.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { People, Tables } from "./people.ts";
import type { CollectionRow, MoveRow } from "./rows.ts";

/** Subjects that leave a space in one change. */
const atOnce = 50;

/** A collection's move to another model: [MOD2]. */
export interface Migration {
  /** @throws Problem `unknown_collection`, `migration_conflict` */
  begin(tenant: string, collection: string, to: string): Promise<void>;
  /** @throws Problem `unknown_collection`, `migration_conflict` */
  finish(tenant: string, collection: string, dropUnreached: boolean): Promise<void>;
  /** @throws Problem `unknown_collection`, `migration_conflict` */
  abandon(tenant: string, collection: string): Promise<void>;
  state(collectionId: number): MigrationState | undefined;
  /** After a start: spaces that were given up are emptied to the end. */
  resume(): Promise<void>;
}

export function migration(tables: Tables, people: People, { change }: GroupCommit, now: () => Date): Migration {
  const { collections, spaces, subjects, templates, moves } = tables;

  function known(tenant: string, name: string): CollectionRow {
    const collection = collections.find(tenant, name);
    if (!collection) throw new Problem("unknown_collection", name);
    return collection;
  }

  function moveOf(tenant: string, name: string): MoveRow {
    const move = moves.of(known(tenant, name).id);
    if (!move) throw new Problem("migration_conflict", `${name} does not move to another model`);
    return move;
  }

  /**
   * Everybody's home is the old space as long as they have a template there, so whoever has one in both has it there, and
   * those whose home is the new one are the others.
   */
  function counted({ from_space: from, to_space: to }: MoveRow) {
    const [before, after] = [spaces.get(from), spaces.get(to)];
    const both = after.subjects - after.homes;
    return { before, after, unreached: before.subjects - both, subjects: before.subjects + after.homes };
  }

  /** Nobody is found in it from now on; and then it is emptied, some subjects at a time. */
  function giveUp(move: MoveRow, spaceId: number): number {
    moves.drop(move.collection_id);
    spaces.close(spaceId);
    const kept = spaceId === move.from_space ? move.to_space : move.from_space;
    spaces.dropEmpty(kept);
    return spaceId;
  }

  async function emptied(spaceId: number): Promise<void> {
    while (await change((notes) => sweep(spaceId, notes)));
  }

  /** @returns whether there may be more */
  function sweep(spaceId: number, notes: Notes): boolean {
    const some = templates.subjectsIn(spaceId, atOnce);
    for (const id of some) {
      const subject = subjects.get(id);
      people.withdraw(subject, notes, spaceId);
      people.rehome(subject);
    }
    if (some.length > 0) return true;
    // Once, at the end: to overwrite the log takes longer than all else.
    notes.erases = true;
    const collectionId = spaces.find(spaceId)?.collection_id;
    spaces.dropEmpty(spaceId);
    if (collectionId !== undefined) collections.dropEmpty(collectionId);
    return false;
  }

  return {
    begin: async (tenant, name, to) => {
      await change(() => {
        const { id } = known(tenant, name);
        if (moves.of(id)) throw new Problem("migration_conflict", `${name} moves already`);
        const others = spaces.of(id).filter(({ model_id }) => model_id !== to);
        const [from] = others;
        if (!from || others.length > 1) {
          const models = others.map(({ model_id }) => model_id).join(", ") || "no other model";
          throw new Problem("migration_conflict", `${name} has templates of ${models}; a move begins at one`);
        }
        const space = spaces.findOrAddEmpty(id, to);
        const [fromSpace, toSpace] = [from.id, space.id];
        moves.add({ collection_id: id, from_space: fromSpace, to_space: toSpace, started_at: now().toISOString() });
      });
    },

    finish: async (tenant, name, dropUnreached) => {
      const given = await change(() => {
        const move = moveOf(tenant, name);
        const { unreached, after } = counted(move);
        if (unreached > 0 && !dropUnreached) {
          throw new Problem("migration_conflict", `${unreached} subjects have no template of ${after.model_id} yet`);
        }
        return giveUp(move, move.from_space);
      });
      await emptied(given);
    },

    abandon: async (tenant, name) => {
      const given = await change(() => {
        const move = moveOf(tenant, name);
        return giveUp(move, move.to_space);
      });
      await emptied(given);
    },

    state: (collectionId) => {
      const move = moves.of(collectionId);
      if (!move) return undefined;
      const { before, after, subjects: all } = counted(move);
      return {
        from: before.model_id,
        to: after.model_id,
        reached: after.subjects,
        subjects: all,
        startedAt: move.started_at,
      };
    },

    resume: async () => {
      for (const { id } of spaces.closing()) await emptied(id);
    },
  };
}
