import type { Filter, Reach } from "@likeness/sdk/contract";
import { assertSameModel, type UnitVector } from "@likeness/sdk/core";
import type { Models } from "@likeness/sdk/host";
import type { LiveIndexes } from "../index/live-indexes.ts";
import type { Store, StoredSpace } from "../store/store.ts";
import type { Asked } from "./identify.ts";
import { scopeCache } from "./scope-cache.ts";
import type { Searched } from "./stage.ts";

export interface AskingOptions {
  readonly store: Store;
  readonly indexes: LiveIndexes;
  readonly models: Models;
}

/** Whom a search is about. */
export interface Question {
  readonly tenant: string;
  readonly collection: string;
  /** By their models; of one subject, one at least. */
  readonly probes: ReadonlyMap<string, readonly UnitVector[]>;
  readonly filter: Filter | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Answerable {
  readonly asked: readonly [Asked, ...Asked[]];
  readonly reach: Reach | undefined;
}

/**
 * Where in a collection probes are searched: each model's in that model's space [MOD1], of which the state of this turn is
 * what counts.
 *
 * @throws Problem `model_mismatch` where nobody is of any of the models; `unknown_filter`
 */
export function asking({ store, indexes, models }: AskingOptions): (question: Question) => Answerable {
  const scopeOf = scopeCache(store);
  const { subjectOf } = store;

  function everyone(space: StoredSpace, signal: AbortSignal | undefined): Searched {
    const { id, modelId, subjects, templates } = space;
    const search: Searched["search"] = (probe, k) => indexes.search(id, probe, k, { signal });
    return { card: models.card(modelId), scope: "everyone", subjects, templates, search, subjectOf };
  }

  function filtered(space: StoredSpace, filter: Filter, signal: AbortSignal | undefined): Searched {
    const { labels: scope, subjects, templates } = scopeOf(space.id, filter);
    const search: Searched["search"] = (probe, k) => indexes.search(space.id, probe, k, { scope, signal });
    return { ...everyone(space, signal), scope: "filter", subjects, templates, search };
  }

  /** [MOD3] */
  function reachOf({ tenant, collection }: Question, spaces: readonly StoredSpace[], searched: readonly StoredSpace[]) {
    const sum = (some: readonly StoredSpace[]) => some.reduce((many, { subjects }) => many + subjects, 0);
    // A subject is in two spaces only while its collection moves from one to the other.
    const of = store.state(tenant, collection)?.migration?.subjects ?? sum(spaces);
    const subjects = sum(searched);
    return searched.length < spaces.length && subjects < of ? { subjects, of } : undefined;
  }

  return (question) => {
    const { tenant, collection, probes, filter, signal } = question;
    const spaces = store.spaces(tenant, collection);
    const searched = [...probes.keys()].flatMap((modelId) => spaces.find((space) => space.modelId === modelId) ?? []);
    const [modelId] = [...probes.keys()] as [string];
    if (searched.length === 0) {
      if (filter) store.assertFilter(tenant, collection, filter);
      // Nobody there could be found by these probes, whoever they are of: that is not the same as a stranger.
      if (spaces[0]) assertSameModel(spaces[0].modelId, modelId);
      const nobody = emptyScope(models, modelId, filter);
      return { asked: [{ searched: nobody, probes: probes.get(modelId)! }], reach: undefined };
    }
    const asked = searched.map((space) => ({
      searched: filter ? filtered(space, filter, signal) : everyone(space, signal),
      probes: probes.get(space.modelId)!,
    }));
    return { asked: asked as [Asked, ...Asked[]], reach: reachOf(question, spaces, searched) };
  };
}

/** Of a collection that nobody is in. */
function emptyScope(models: Models, modelId: string, filter: Filter | undefined): Searched {
  const status = { size: 0, bytes: 0, kind: "nobody", exact: true };
  return {
    card: models.card(modelId),
    scope: filter ? "filter" : "everyone",
    subjects: 0,
    templates: 0,
    search: async () => ({ hits: [], compared: 0, status }),
    subjectOf: () => undefined,
  };
}
