import type { Limits } from "@likeness/sdk/host";
import type { LiveIndexes } from "../index/live-indexes.ts";
import type { Store } from "../store/store.ts";
import type { Traces } from "./traces.ts";

/** Searches, each a span with how much was looked at. */
export function tracedSearches(indexes: LiveIndexes, traces: Traces): LiveIndexes {
  return {
    ...indexes,
    search: (spaceId, probe, k, options) =>
      traces.span("search", async (note) => {
        const answered = await indexes.search(spaceId, probe, k, options);
        const { compared, status } = answered;
        const scope = options?.scope?.length;
        note({
          "likeness.compared": compared,
          "likeness.exact": status.exact || scope !== undefined,
          ...(scope !== undefined && { "likeness.scope": scope }),
        });
        return answered;
      }),
  };
}

/** Changes, each a span: until they are on disk and searches see them. */
export function tracedChanges(store: Store, traces: Traces): Store {
  const changes: Pick<Store, "enrol" | "enrolMany" | "erase" | "keepAudits"> = {
    enrol: (...given) => traces.span("store enrol", () => store.enrol(...given)),
    enrolMany: (tenant, collection, lines) =>
      traces.span("store enrol many", (note) => {
        note({ "likeness.lines": lines.length });
        return store.enrolMany(tenant, collection, lines);
      }),
    erase: (...given) => traces.span("store erase", () => store.erase(...given)),
    keepAudits: (...given) => traces.span("store keep audits", () => store.keepAudits(...given)),
  };
  // What is asked of it otherwise is asked of the store itself, its numbers that change among it.
  return Object.assign(Object.create(store) as Store, changes);
}

/** Waiting for one's turn. */
export function tracedLimits(limits: Limits, traces: Traces): Limits {
  return { ...limits, admit: (incoming) => traces.span("admission", () => limits.admit(incoming)) };
}
