import type { EmbedderCard } from "@likeness/sdk/core";
import { createHost, createModels, type HostOptions } from "@likeness/sdk/host";
import { linkVerifier, type LinkKeys } from "@likeness/sdk/link";
import { serverGallery } from "./gallery.ts";
import { liveIndexes } from "./index/live.ts";
import type { CreateIndex } from "./index/port.ts";
import type { Store } from "./store/store.ts";

export interface AppOptions extends Pick<HostOptions, "keys" | "signingKeys" | "origins" | "now" | "onFailure"> {
  readonly store: Store;
  readonly createIndex: CreateIndex;
  readonly cards: readonly EmbedderCard[];
  /** What workers sign their calls with. */
  readonly links?: LinkKeys;
  /** What searches, for the health route. */
  readonly engine: string;
}

/** The server without a socket: the contract over a store and its indexes. The store stays the caller's. */
export function createApp({ store, createIndex, cards, links = {}, ...options }: AppOptions) {
  const models = createModels(cards);
  const indexes = liveIndexes(store, createIndex);
  const gallery = serverGallery({ store, indexes, models });
  const authenticate = linkVerifier(links, options);
  const { fetch } = createHost({ service: "server", gallery, models, authenticate, ...options });
  return { fetch, close: () => indexes.close() };
}
