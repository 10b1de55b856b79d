import { assertModelId, type ModelCard } from "../core/index.ts";
import { sourceParts, type CardSource } from "./card-source.ts";
import { checkedCard, fetchCard, type FetchedCard } from "./fetch-card.ts";
import { indulgentStore } from "./indulgent-store.ts";
import { networkOf, readFile, storeOf, type LoadOptions, type Platform } from "./load-options.ts";
import { parseCard } from "./parse-card.ts";

/** A card, and where its weights are. */
export interface Located<Card extends ModelCard = ModelCard> {
  readonly card: Card;
  readonly weights: URL | Uint8Array<ArrayBuffer>;
  readonly keep: FetchedCard["keep"];
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
  const found = at ? await cardAt(platform, at, options) : { card: await cardAtHand(parts.card), keep: async () => {} };
  const card = found.card as Card;
  const weights = parts.weights instanceof Uint8Array ? parts.weights : addressOf(card, at, parts.weights, platform, options);
  return { card, weights, keep: found.keep };
}

function addressOf(
  { weights: { file } }: ModelCard,
  at: URL | undefined,
  given: string | URL | undefined,
  platform: Platform,
  { directory }: LoadOptions,
): URL {
  if (given !== undefined) return toUrl(platform, given);
  const beside = directory === undefined ? at : asDirectory(toUrl(platform, directory));
  return new URL(escapedPath(file), beside ?? platform.resolve("./"));
}

async function cardAt(platform: Platform, at: URL, options: LoadOptions): Promise<FetchedCard> {
  if (at.protocol === "file:") {
    const text = new TextDecoder().decode(await readFile(platform, at));
    return { card: await checkedCard(text, at), keep: async () => {} };
  }
  // A store that fails here fails for the weights too, which tell of it.
  const store = indulgentStore(storeOf(platform, options), () => {});
  return fetchCard(at, { network: networkOf(options), store, cardPatience: options.cardPatience ?? 3_000 });
}

async function cardAtHand(json: unknown): Promise<ModelCard> {
  const card = parseCard(json);
  await assertModelId(card);
  return card;
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
