import type { DatabaseSync } from "node:sqlite";
import { Problem } from "@likeness/sdk/core";
import { emptyNotes, type Notes } from "./changes.ts";
import { asStoreProblem, isStorageFailure } from "./failures.ts";

/** Milliseconds of changes that one commit takes in: so long nothing else is answered. */
const longest = 4;

/**
 * Changes that share commits: [STO1], [STO2]. What is asked for while one commit is made shares the next: a disk that
 * synchronises so many times a second takes as many commits, and any number of changes.
 */
export interface GroupCommit {
  /**
   * Makes a change as a whole, or, if it throws, not at all. Each sees those that were asked for before it.
   *
   * @returns what the work returns, once it is on disk and has been told of
   * @throws what the work throws; Problem `storage_full`, `storage_failed` if the commit cannot be made
   */
  change<Result>(work: (notes: Notes) => Result): Promise<Result>;
  /** Makes all that are waiting, in this turn. */
  drain(): void;
}

/** Of a store that is never written to. */
export const noCommits: GroupCommit = { change: () => Promise.reject(new Problem("read_only")), drain: () => {} };

export interface GroupCommitOptions {
  readonly database: DatabaseSync;
  /** In the transaction, after the last change. */
  readonly seal: (notes: readonly Notes[]) => void;
  /**
   * In the turn of the commit. What it promises is waited for by who made the changes, and not by the next commit; if it
   * fails, those who erased are told so.
   */
  readonly committed: (notes: readonly Notes[]) => Promise<unknown> | undefined;
  /** What was deleted leaves the files. */
  readonly empty: () => void;
  /** After a commit that has deleted nothing. */
  readonly tend: () => void;
  /** Something was taken back: what was read since counts no more. */
  readonly undone: () => void;
}

interface Waiting {
  readonly work: (notes: Notes) => unknown;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

interface Made extends Waiting {
  readonly notes: Notes;
  readonly result: unknown;
}

export function groupCommit(options: GroupCommitOptions): GroupCommit {
  const { database, seal, committed, empty, tend, undone } = options;
  const savepoint = database.prepare("SAVEPOINT change");
  const release = database.prepare("RELEASE change");
  const rollback = database.prepare("ROLLBACK TO change");
  let queue: Waiting[] = [];
  let scheduled = false;
  /** Something was deleted, and may still be in a file. */
  let unclean = false;

  function schedule(): void {
    if (scheduled || queue.length === 0) return;
    scheduled = true;
    setImmediate(() => {
      scheduled = false;
      // They may have been drained, and the store closed since.
      if (queue.length > 0) commit(longest);
      schedule();
    });
  }

  function commit(milliseconds: number): void {
    const begun = performance.now();
    const waiting = queue;
    queue = [];
    const refused: (() => void)[] = [];
    const made: Made[] = [];
    let next = 0;
    try {
      database.exec("BEGIN IMMEDIATE");
      while (next < waiting.length && (next === 0 || performance.now() - begun < milliseconds)) {
        const one = waiting[next++]!;
        const notes = emptyNotes();
        savepoint.run();
        try {
          const result = one.work(notes);
          made.push({ ...one, notes, result });
        } catch (error) {
          const problem = asStoreProblem(error);
          // The disk does not take what comes after it either, and SQLite may have taken back all of it.
          if (isStorageFailure(problem) || !database.isTransaction) throw problem;
          rollback.run();
          undone();
          refused.push(() => one.reject(problem));
        }
        release.run();
      }
      if (made.length > 0) seal(made.map(({ notes }) => notes));
      database.exec("COMMIT");
    } catch (error) {
      const problem = asStoreProblem(error);
      if (database.isTransaction) database.exec("ROLLBACK");
      undone();
      for (const { reject } of waiting.slice(0, Math.max(1, next))) reject(problem);
      queue = [...waiting.slice(Math.max(1, next)), ...queue];
      return;
    }
    queue = [...waiting.slice(next), ...queue];
    settle(made, committed(made.map(({ notes }) => notes)));
    for (const refuse of refused) refuse();
  }

  function settle(made: readonly Made[], following: Promise<unknown> | undefined): void {
    let failure: { readonly error: unknown } | undefined;
    if (made.some(({ notes }) => notes.erases)) unclean = true;
    try {
      // Also when it is asked for in vain: what was erased before, and could not be overwritten, is by then.
      if (unclean) empty();
      else tend();
      unclean = false;
    } catch (error) {
      failure = { error };
    }
    const answer = (failed: typeof failure) => {
      for (const { notes, result, resolve, reject } of made) {
        if (failed && notes.erases) reject(failed.error);
        else resolve(result);
      }
    };
    if (following && !failure) following.then(() => answer(undefined), (error: unknown) => answer({ error }));
    else answer(failure);
  }

  return {
    change: <Result>(work: (notes: Notes) => Result) =>
      new Promise<Result>((resolve, reject) => {
        queue.push({ work, resolve: resolve as (result: unknown) => void, reject });
        schedule();
      }),

    drain: () => {
      while (queue.length > 0) commit(Number.POSITIVE_INFINITY);
    },
  };
}
