import { assertModelId, Problem, type ModelCard } from "../core/index.ts";
import { sourceParts, type CardSource } from "./card-source.ts";
import { download } from "./download.ts";
import { checkedCard, fetchCard } from "./fetch-card.ts";
import { indulgentStore } from "./indulgent-store.ts";
import { checkModel, type Model } from "./model.ts";
import type { Network } from "./network.ts";
import { parseCard } from "./parse-card.ts";
import type { LoadProgress, Report } from "./progress.ts";
import { evict } from "./store/evict.ts";
import type { ModelStore } from "./store/model-store.ts";

export interface LoadOptions {
  /** The directory that weights lie in, a URL (in Node a path too); by default the one of the card. */
  readonly directory?: string | URL;
  /** Where models are kept between visits; `null` for nowhere. By default the platform's own place. */
  readonly store?: ModelStore | null;
  /** Old versions of a model that stay in the store beside the new one; 1 by default. */
  readonly keep?: number;
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

/** A card, and where its weights are. */
export interface Located<Card extends ModelCard = ModelCard> {
  readonly card: Card;
  readonly weights: URL | Uint8Array<ArrayBuffer>;
}

/** The card of a source, read strictly, with the `modelId` that follows from it. */
export async function locate<Card extends ModelCard>(
  platform: Platform,
  source: CardSource<Card>,
  options: LoadOptions,
): Promise<Located<Card>> {
  options.signal?.throwIfAborted();
  const parts = sourceParts(source);
  const at = isAddress(parts.card) ? toUrl(platform, parts.card) : undefined;
  const card = (at ? await cardAt(platform, at, options) : await cardAtHand(parts.card)) as Card;
  if (parts.weights instanceof Uint8Array) return { card, weights: parts.weights };
  if (parts.weights !== undefined) return { card, weights: toUrl(platform, parts.weights) };
  const directory = options.directory === undefined ? undefined : asDirectory(toUrl(platform, options.directory));
  return { card, weights: new URL(escapedPath(card.weights.file), directory ?? at ?? platform.resolve("./")) };
}

/** The weights of a card, with the digest that it says: from the store, else from where they lie. */
export async function loadWeights<Card extends ModelCard>(
  platform: Platform,
  { card, weights }: Located<Card>,
  options: LoadOptions,
  report: Report,
): Promise<Model<Card>> {
  const { sha256, bytes: total } = card.weights;
  if (weights instanceof Uint8Array || weights.protocol === "file:") {
    const bytes = weights instanceof Uint8Array ? weights : await readFile(platform, weights);
    await checkModel({ card, bytes });
    report.loaded(total, "file");
    return { card, bytes };
  }
  const store = indulgentStore(storeOf(platform, options), report.warn);
  const stored = await fromStore(card, store);
  if (stored) {
    report.loaded(total, "store");
    return { card, bytes: stored };
  }
  const bytes = await fromNetwork(card, weights, store, options, report);
  await store.put(sha256, card, bytes);
  await evictOlder(card, store, options.keep);
  return { card, bytes };
}

/** Checked again at each visit: disks fail, and other programs write. What is broken is as good as not there. */
async function fromStore(card: ModelCard, store: ModelStore): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const bytes = await store.get(card.weights.sha256);
  if (!bytes || (await isRight(card, bytes))) return bytes;
  await store.delete(card.weights.sha256);
  return undefined;
}

async function fromNetwork(
  card: ModelCard,
  url: URL,
  store: ModelStore,
  options: LoadOptions,
  report: Report,
): Promise<Uint8Array<ArrayBuffer>> {
  const { partEvery = 1_000, now = () => performance.now() } = options;
  const onProgress = (loaded: number) => report.loaded(loaded, "network");
  const load = () => download(card, url, { network: networkOf(options), store, onProgress, partEvery, now });
  const first = await cleared(card, store, load);
  if (await isRight(card, first.bytes)) return first.bytes;
  await store.delete(card.weights.sha256);
  // Parts of two files that gave themselves out for one: worth one whole download.
  const last = first.joined ? await cleared(card, store, load) : first;
  await cleared(card, store, () => checkModel({ card, bytes: last.bytes }));
  return last.bytes;
}

/** After a file that is not the card's nothing of it stays, so that the next try starts clean. */
async function cleared<Result>(card: ModelCard, store: ModelStore, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Problem && error.code === "model_digest") await store.delete(card.weights.sha256);
    throw error;
  }
}

async function isRight(card: ModelCard, bytes: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    await checkModel({ card, bytes });
    return true;
  } catch (error) {
    if (error instanceof Problem && error.code === "model_digest") return false;
    throw error;
  }
}

async function evictOlder({ name, modelId }: ModelCard, store: ModelStore, keep = 1): Promise<void> {
  await evict(store, { name, inUse: modelId, keep });
}

async function cardAt(platform: Platform, at: URL, options: LoadOptions): Promise<ModelCard> {
  if (at.protocol === "file:") return checkedCard(new TextDecoder().decode(await readFile(platform, at)), at);
  // A store that fails here fails for the weights too, which tell of it.
  const store = indulgentStore(storeOf(platform, options), () => {});
  return fetchCard(at, { network: networkOf(options), store, cardPatience: options.cardPatience ?? 3_000 });
}

async function cardAtHand(json: unknown): Promise<ModelCard> {
  const card = parseCard(json);
  await assertModelId(card);
  return card;
}

async function readFile({ readFile }: Platform, url: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (!readFile) throw new Problem("model_unavailable", `${url.href}: there are no files here; an https address is needed`);
  return readFile(url);
}

function storeOf(platform: Platform, { store }: LoadOptions): ModelStore | undefined {
  return store === null ? undefined : (store ?? platform.store());
}

function networkOf({ fetch, signal, retries = 3, backoff = 300, patience = 30_000, random }: LoadOptions): Network {
  const doFetch: typeof globalThis.fetch = fetch ?? ((...request) => globalThis.fetch(...request));
  return { fetch: doFetch, signal, retries, backoff, patience, random: random ?? Math.random };
}

function isAddress(card: unknown): card is string | URL {
  return typeof card === "string" || card instanceof URL;
}

function toUrl({ resolve }: Platform, address: string | URL): URL {
  return typeof address === "string" ? resolve(address) : address;
}

function asDirectory(url: URL): URL {
  return url.pathname.endsWith("/") ? url : new URL(`${url.pathname}/${url.search}`, url);
}

function escapedPath(file: string): string {
  return file.split("/").map(encodeURIComponent).join("/");
}
