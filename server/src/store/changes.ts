import type { UnitVector } from "@likeness/sdk/core";

/** What a commit has changed of the spaces. */
export interface SpaceChanges {
  /** Its number: it rises with every commit that changes a space. */
  readonly change: number;
  readonly added: readonly {
    readonly spaceId: number;
    readonly labels: BigInt64Array;
    /** `labels.length` x dimension. */
    readonly vectors: Float32Array;
  }[];
  /** Made after what is added: what came and went in one commit is in both. */
  readonly removed: readonly { readonly spaceId: number; readonly labels: BigInt64Array }[];
}

/** What one change does, noted while it is made. */
export interface Notes {
  readonly added: { readonly spaceId: number; readonly label: number; readonly vector: UnitVector }[];
  readonly removed: { readonly spaceId: number; readonly label: number }[];
  /** Whether it has deleted what is to be in no file any more. */
  erases: boolean;
}

export const emptyNotes = (): Notes => ({ added: [], removed: [], erases: false });

/** Of all the changes that share a commit, a space at a time. */
export function spaceChanges(change: number, notes: readonly Notes[]): SpaceChanges | undefined {
  const added = bySpace(notes.flatMap((note) => note.added));
  const removed = bySpace(notes.flatMap((note) => note.removed));
  if (added.size === 0 && removed.size === 0) return undefined;
  return {
    change,
    added: Array.from(added, ([spaceId, entries]) => {
      const dimension = entries[0]!.vector.length;
      const vectors = new Float32Array(entries.length * dimension);
      entries.forEach(({ vector }, i) => vectors.set(vector, i * dimension));
      return { spaceId, labels: labelsOf(entries), vectors };
    }),
    removed: Array.from(removed, ([spaceId, entries]) => ({ spaceId, labels: labelsOf(entries) })),
  };
}

const labelsOf = (entries: readonly { readonly label: number }[]) =>
  BigInt64Array.from(entries, ({ label }) => BigInt(label));

function bySpace<Entry extends { readonly spaceId: number }>(entries: readonly Entry[]): Map<number, Entry[]> {
  const spaces = new Map<number, Entry[]>();
  for (const entry of entries) {
    const known = spaces.get(entry.spaceId);
    if (known) known.push(entry);
    else spaces.set(entry.spaceId, [entry]);
  }
  return spaces;
}
