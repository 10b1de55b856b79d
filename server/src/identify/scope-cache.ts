import type { Filter } from "@likeness/sdk/contract";
import type { Scope, Store } from "../store/store.ts";

/** Labels that are kept, of all scopes together: 32 MB. */
const mostLabels = 4_000_000;
const mostScopes = 256;

/**
 * Who passes a filter, found once for as long as no space of the store changes: a door asks for the same hall again and
 * again. The same scope is the same array, by which an index knows where its vectors are.
 */
export function scopeCache(store: Pick<Store, "change" | "scopeOf">): (spaceId: number, filter: Filter) => Scope {
  const kept = new Map<string, Scope>();
  let change = store.change;
  let labels = 0;

  function forget(key: string, { templates }: Scope): void {
    kept.delete(key);
    labels -= templates;
  }

  return (spaceId, filter) => {
    if (store.change !== change) {
      kept.clear();
      [change, labels] = [store.change, 0];
    }
    const key = JSON.stringify([spaceId, Object.entries(filter).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
    const known = kept.get(key);
    const scope = known ?? store.scopeOf(spaceId, filter);
    if (known) forget(key, known);
    kept.set(key, scope);
    labels += scope.templates;
    for (const [oldest, one] of kept) {
      if (kept.size <= mostScopes && labels <= mostLabels) break;
      forget(oldest, one);
    }
    return scope;
  };
}
