import type { EmbedderCard } from "@likeness/sdk/core";
import { createHost, createModels, type HostOptions } from "@likeness/sdk/host";
import { linkVerifier, type LinkKeys } from "@likeness/sdk/link";
import { serverCollections } from "./collections/collections.ts";
import { serverGallery } from "./gallery.ts";
import { asking } from "./identify/asking.ts";
import type { Engine } from "./index/engine.ts";
import { liveIndexes, type IndexEvent } from "./index/live-indexes.ts";
import type { LiveStatus } from "./index/live-space.ts";
import { defaultPolicy, type ShortcutPolicy } from "./index/shortcut/plan.ts";
import type { Snapshots } from "./index/snapshots/snapshots.ts";
import { tracedChanges, tracedLimits, tracedSearches } from "./operations/traced.ts";
import { noTraces, type Traces } from "./operations/traces.ts";
import { spaceModels } from "./space-models.ts";
import type { Store, StoredSpace } from "./store/store.ts";
import { warming } from "./warming.ts";

type Passed = "keys" | "signingKeys" | "origins" | "limits" | "now" | "onFailure" | "onAnswer" | "readiness";

export interface AppOptions extends Pick<HostOptions, Passed> {
  readonly store: Store;
  readonly engine: Engine;
  /** Without them every start reads all vectors from the store. */
  readonly snapshots?: Snapshots | undefined;
  readonly cards: readonly EmbedderCard[];
  /** What workers sign their calls with. */
  readonly links?: LinkKeys | undefined;
  readonly policy?: ShortcutPolicy | undefined;
  readonly onIndexEvent?: ((event: IndexEvent) => void) | undefined;
  readonly traces?: Traces | undefined;
}

export interface App {
  fetch(request: Request): Response | Promise<Response>;
  /** Loads every space; calls are answered before, and wait for theirs. `ready` is answered when it is done. */
  warm(): Promise<void>;
  /** To be called now and then: snapshots of what has changed much, short cuts for what has grown. */
  tend(): Promise<void>;
  /** Before leaving: snapshots of all that has changed. */
  save(): Promise<void>;
  statuses(): readonly { readonly space: StoredSpace; readonly status: LiveStatus }[];
  close(): Promise<void>;
}

/** The server without a socket: the contract over a store and its indexes. The store stays the caller's. */
export function createApp(options: AppOptions): App {
  const {
    store,
    engine,
    snapshots,
    cards,
    links = {},
    policy = defaultPolicy,
    onIndexEvent,
    readiness,
    traces = noTraces,
    limits,
    onAnswer,
    ...host
  } = options;
  const models = createModels(cards);
  const indexes = liveIndexes({
    source: store,
    create: engine.create,
    modelOf: spaceModels(models),
    snapshots,
    shortcuts: engine.candidates && {
      create: engine.candidates,
      policy,
      clock: () => performance.now() / 1_000,
      random: Math.random,
    },
    onEvent: onIndexEvent,
  });
  const unfollow = store.onCommitted((changes) => indexes.committed(changes));
  const searches = tracedSearches(indexes, traces);
  const changes = tracedChanges(store, traces);
  const ask = asking({ store, indexes: searches, models });
  const warmth = warming({ store, indexes, models });
  const { fetch } = createHost({
    service: "server",
    gallery: serverGallery({ store: changes, models, ask }),
    collections: serverCollections({ store: changes, indexes: searches, models, ask }),
    models,
    authenticate: linkVerifier(links, host),
    engine: engine.engine,
    build: engine.build,
    readiness: async () => (await readiness?.()) ?? warmth.problem(),
    limits: limits && tracedLimits(limits, traces),
    onAnswer: (answered) => {
      traces.answered(answered);
      onAnswer?.(answered);
    },
    ...host,
  });

  return {
    fetch: (request) => (traces === noTraces ? fetch(request) : traces.call(request, () => fetch(request))),
    warm: warmth.warm,
    tend: () => indexes.tend(),
    save: () => indexes.tend({ saveAll: true }),
    statuses: () =>
      [...indexes.statuses()].flatMap(([id, status]) => {
        const space = store.space(id);
        return space ? [{ space, status }] : [];
      }),
    close: async () => {
      unfollow();
      await indexes.close();
    },
  };
}
