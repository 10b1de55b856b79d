import { Problem } from "../core/index.ts";
import type { Network } from "./network.ts";
import type { LoadProgress } from "./progress.ts";
import type { ModelStore } from "./store/model-store.ts";

export interface LoadOptions {
  /** The directory that weights lie in, a URL (in Node a path too); by default the one of the card. */
  readonly directory?: string | URL;
  /** Where models are kept between visits; `null` for nowhere. By default the platform's own place. */
  readonly store?: ModelStore | null;
  /** Old versions of a model that stay in the store beside the new one; 1 by default. */
  readonly keep?: number;
  /**
   * What is loaded is kept once this has settled, on the side; unless given it is kept before the loading is done. A
   * page that has a first picture to look at writes 8 MB afterwards.
   */
  readonly keepAfter?: Promise<unknown>;
  /** What has arrived until it is aborted is kept, and is not loaded again next time. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: LoadProgress) => void;
  readonly fetch?: typeof fetch;
  /** Tries after one that got nothing further; 3 by default. */
  readonly retries?: number;
  /** Milliseconds before the first retry, doubled for each next one; 300 by default. */
  readonly backoff?: number;
  /** Milliseconds without a byte after which a connection counts as broken; 30 000 by default. */
  readonly patience?: number;
  /** Milliseconds that a card's server has to answer before the card that is stored is used; 3 000 by default. */
  readonly cardPatience?: number;
  /** Milliseconds between the parts of a download that are kept; 1 000 by default. */
  readonly partEvery?: number;
  /** Milliseconds of any origin. */
  readonly now?: () => number;
  /** 0 to 1: varies the pauses. */
  readonly random?: () => number;
}

/** What a browser and Node do differently. */
export interface Platform {
  /** An address or a path as a URL. */
  readonly resolve: (address: string) => URL;
  readonly store: () => ModelStore;
  /** Reads a `file:` URL, where there are files. */
  readonly readFile?: (url: URL) => Promise<Uint8Array<ArrayBuffer>>;
}

/** @throws Problem `model_unavailable` */
export async function readFile({ readFile }: Platform, url: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (!readFile) throw new Problem("model_unavailable", `${url.href}: there are no files here; an https address is needed`);
  return readFile(url);
}

export function storeOf(platform: Platform, { store }: LoadOptions): ModelStore | undefined {
  return store === null ? undefined : (store ?? platform.store());
}

export function networkOf({ fetch, signal, retries = 3, backoff = 300, patience = 30_000, random }: LoadOptions): Network {
  const doFetch: typeof globalThis.fetch = fetch ?? ((...request) => globalThis.fetch(...request));
  return { fetch: doFetch, signal, retries, backoff, patience, random: random ?? Math.random };
}

