import { loaderFor } from "./loader.ts";
import { browserStore } from "./store/browser-store.ts";

export * from "./index.ts";
export * from "./store/browser-store.ts";
export * from "./store/cache-api.ts";
export * from "./store/indexed-db.ts";

const store = browserStore();

/** In a page or a worker: addresses are relative to it, and models are kept in {@link browserStore}. */
export const { loadModel, loadModels } = loaderFor({
  // A request knows what it is relative to: a page's <base>, a worker's script, the page around a frame without one.
  resolve: (address) => new URL(new Request(address).url),
  store: () => store,
});
