import type { Filter } from "@likeness/sdk/contract";
import { passes, readFilter, type ReadCondition } from "./conditions.ts";
import type { FieldRows } from "./fields.ts";
import { countDistinct, labelSet, sortedLabels, toBigInts } from "./label-lists.ts";
import type { PostingLists, Postings } from "./postings.ts";
import type { FieldRow, SpaceRow, SubjectRow } from "./rows.ts";

/** The part of a space that a search is about. */
export interface Scope {
  /** Ascending. */
  readonly labels: BigInt64Array;
  readonly subjects: number;
  readonly templates: number;
}

/** Finds who has what is asked for. Within one turn, so that nothing is changed in between. */
export interface Scopes {
  /** @throws Problem `unknown_filter`, `store_damaged` */
  of(space: SpaceRow, filter: Filter): Scope;
  /** Numbers of the subjects in a space, each once. @throws Problem `unknown_filter`, `store_damaged` */
  subjects(space: SpaceRow, filter: Filter): Set<number>;
}

export interface ScopesOptions {
  readonly fields: FieldRows;
  readonly postings: PostingLists;
  readonly everyone: (spaceId: number) => { readonly labels: BigInt64Array };
  /** @throws Problem `store_damaged` */
  readonly subject: (id: number) => SubjectRow;
}

type Chosen = Pick<Postings, "labels" | "subjects">;

export function scopes({ fields, postings, everyone, subject }: ScopesOptions): Scopes {
  /** The condition that the fewest pass is read first; of the others only as much as is left to be told apart. */
  function chosen(space: SpaceRow, conditions: readonly ReadCondition<FieldRow>[]): Chosen {
    const planned = conditions
      .map((condition) => ({ condition, rows: rowsOf(space.id, condition) }))
      .toSorted((a, b) => a.rows - b.rows);
    const [{ condition: narrowest }, ...others] = planned as [(typeof planned)[number], ...typeof planned];
    let left: Chosen = matching(space.id, narrowest);
    for (const { condition, rows } of others) {
      if (left.labels.length === 0) break;
      // To read a subject takes about as long as to read a row of a list.
      if (left.labels.length <= rows) left = ofThese(left, [condition]);
      else {
        const set = labelSet(matching(space.id, condition).labels);
        left = kept(left, (i) => set.has(left.labels[i]!));
      }
    }
    return left;
  }

  const rowsOf = (spaceId: number, { field, ranges }: ReadCondition<FieldRow>) =>
    ranges.reduce((sum, range) => sum + postings.rows(field.id, spaceId, range), 0);

  function matching(spaceId: number, condition: ReadCondition<FieldRow>): Chosen {
    const { field, ranges, isWhole } = condition;
    const all = postings.read(field.id, spaceId, ranges);
    return isWhole ? all : kept(all, (i) => condition.passes(all.values[i]!));
  }

  function ofThese(left: Chosen, conditions: readonly ReadCondition<FieldRow>[]): Chosen {
    const known = new Map<number, boolean>();
    return kept(left, (i) => {
      const id = left.subjects[i]!;
      let answer = known.get(id);
      if (answer === undefined) {
        answer = passes(conditions, JSON.parse(subject(id).metadata) as Record<string, string>);
        known.set(id, answer);
      }
      return answer;
    });
  }

  return {
    of: (space, filter) => {
      const conditions = readFilter(filter, fields.ready(space.collection_id));
      if (conditions.length === 0) {
        const { labels } = everyone(space.id);
        return { labels, subjects: space.subjects, templates: labels.length };
      }
      const { labels, subjects } = chosen(space, conditions);
      return { labels: toBigInts(sortedLabels(labels)), subjects: countDistinct(subjects), templates: labels.length };
    },

    subjects: (space, filter) => {
      const conditions = readFilter(filter, fields.ready(space.collection_id));
      return new Set(chosen(space, conditions).subjects);
    },
  };
}

function kept({ labels, subjects }: Chosen, isKept: (i: number) => boolean): Chosen {
  const some = { labels: new Float64Array(labels.length), subjects: new Float64Array(labels.length) };
  let count = 0;
  for (let i = 0; i < labels.length; i++) {
    if (!isKept(i)) continue;
    some.labels[count] = labels[i]!;
    some.subjects[count++] = subjects[i]!;
  }
  return { labels: some.labels.subarray(0, count), subjects: some.subjects.subarray(0, count) };
}
