import { Problem, type ModelCard } from "../core/index.ts";
import { download } from "./download.ts";
import { indulgentStore } from "./indulgent-store.ts";
import { networkOf, readFile, storeOf, type LoadOptions, type Platform } from "./load-options.ts";
import type { Located } from "./locate.ts";
import { checkModel, type Model } from "./model.ts";
import type { Report } from "./progress.ts";
import { evict } from "./store/evict.ts";
import type { ModelStore } from "./store/model-store.ts";

/** The weights of a card, with the digest that it says: from the store, else from where they lie. */
export async function loadWeights<Card extends ModelCard>(
  platform: Platform,
  { card, weights, keep }: Located<Card>,
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
    await keep(store);
    return { card, bytes: stored };
  }
  const bytes = await fromNetwork(card, weights, store, options, report);
  const keeping = async () => {
    await store.put(sha256, card, bytes);
    await keep(store);
    await evictOlder(card, store, options.keep);
  };
  // Whatever it settles with: it only says when. What cannot be kept was reported by the store.
  if (options.keepAfter) void options.keepAfter.then(keeping, keeping).catch(() => {});
  else await keeping();
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
