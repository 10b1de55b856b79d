import { Problem } from "@likeness/sdk/core";
import type { Collections, Models } from "@likeness/sdk/host";
import type { CollectionState } from "@likeness/sdk/contract";
import { byModel, subjectAnswer } from "../gallery.ts";
import type { Answerable, Question } from "../identify/asking.ts";
import { identify } from "../identify/identify.ts";
import type { LiveIndexes } from "../index/live-indexes.ts";
import type { Store } from "../store/store.ts";
import { enrolLines } from "./enrol-lines.ts";
import { exportTemplates } from "./export-templates.ts";
import { groupSpace } from "./group-space.ts";

export interface ServerCollectionsOptions {
  readonly store: Store;
  readonly indexes: LiveIndexes;
  readonly models: Models;
  readonly ask: (question: Question) => Answerable;
}

/** Collections as a whole, over the store and the indexes that follow it. */
export function serverCollections({ store, indexes, models, ask }: ServerCollectionsOptions): Collections {
  const stateOf = (tenant: string, collection: string): CollectionState => {
    const state = store.state(tenant, collection);
    if (!state) throw new Problem("unknown_collection", collection);
    return state;
  };

  return {
    state: async ({ tenant }, collection) => stateOf(tenant, collection),

    declare: async ({ tenant }, collection, fields) => {
      await store.declare(tenant, collection, fields);
      return stateOf(tenant, collection);
    },

    list: async ({ tenant }, collection, { after, limit, filter }) => {
      stateOf(tenant, collection);
      const { subjects, next } = await store.list(tenant, collection, { after, limit, filter });
      return { subjects: subjects.map(subjectAnswer), next };
    },

    enrolMany: ({ tenant }, collection, lines, { signal }) => enrolLines(store, { tenant, collection }, lines, signal),

    templates: ({ tenant }, collection) => exportTemplates(store, { tenant, collection }),

    similar: async ({ tenant }, address, { targetFpir, maxCandidates, filter }, { signal }) => {
      const { collection, subject } = address;
      const found = store.subject({ tenant, ...address });
      if (!found) throw new Problem("unknown_subject", `${subject} in ${collection}`);
      const { asked, reach } = ask({ tenant, collection, probes: byModel(found.templates), filter, signal });
      return identify({ asked, targetFpir, maxCandidates, reach, except: subject });
    },

    groups: async function* ({ tenant }, collection, { modelId, targetFmr }, { signal }) {
      stateOf(tenant, collection);
      const spaces = store.spaces(tenant, collection).filter((one) => modelId === undefined || one.modelId === modelId);
      const [space, other] = spaces;
      if (other) throw new Problem("model_mismatch", `${space!.modelId} and ${other.modelId}: say which`);
      if (modelId !== undefined) models.card(modelId);
      if (!space) return;
      const { calibration } = models.card(space.modelId);
      const index = await (await indexes.open(space.id)).between(async (exact) => exact);
      yield* groupSpace({ index, subjectOf: store.subjectOf, calibration, targetFmr, signal });
    },

    migrate: async ({ tenant }, collection, to) => {
      await store.beginMigration(tenant, collection, to);
      return stateOf(tenant, collection);
    },

    finishMigration: async ({ tenant }, collection, dropUnreached) => {
      await store.finishMigration(tenant, collection, dropUnreached);
      return stateOf(tenant, collection);
    },

    abandonMigration: async ({ tenant }, collection) => {
      await store.abandonMigration(tenant, collection);
      return stateOf(tenant, collection);
    },
  };
}
