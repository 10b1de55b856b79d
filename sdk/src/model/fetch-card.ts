import { assertModelId, Problem, sha256Hex, type ModelCard } from "../core/index.ts";
import { askForText, Passing, persist, shownUrl, type Network } from "./network.ts";
import { parseCard } from "./parse-card.ts";
import type { ModelStore } from "./store/model-store.ts";

export interface FetchedCard {
  readonly card: ModelCard;
  /**
   * Keeps the card for when there is no network. Not before its weights are here: an old model that works goes before
   * a new one that does not.
   */
  readonly keep: (store: ModelStore) => Promise<void>;
}

/**
 * A card by its URL. The network goes first, because a model that was replaced must be used as soon as the hosts ask
 * for it, and a card is small. The card that is stored answers where the network does not, or not within
 * `cardPatience` milliseconds.
 *
 * @throws Problem `model_unavailable`, `card_malformed`, `model_digest`
 */
export async function fetchCard(
  url: URL,
  { network, store, cardPatience }: { network: Network; store: ModelStore; cardPatience: number },
): Promise<FetchedCard> {
  const key = await sha256Hex(url.href);
  const stored = await storedCard(store, key, url);
  const text = stored
    ? await askOnce({ ...network, patience: cardPatience }, url)
    : await askUntilAnswered(network, url);
  if (text === undefined || text === stored?.text) return { card: stored!.card, keep: async () => {} };
  const card = await checkedCard(text, url);
  return { card, keep: (store) => store.put(key, card, new TextEncoder().encode(text)) };
}

/** A card as text, whole and unchanged. */
export async function checkedCard(text: string, url: URL): Promise<ModelCard> {
  const card = parseCard(parseJson(text, url));
  await assertModelId(card);
  return card;
}

async function storedCard(store: ModelStore, key: string, url: URL) {
  const bytes = await store.get(key);
  if (!bytes) return undefined;
  const text = new TextDecoder().decode(bytes);
  try {
    return { text, card: await checkedCard(text, url) };
  } catch {
    // Broken on this device: as good as not there.
    await store.delete(key);
    return undefined;
  }
}

/** Always asks the server whether the browser's own copy is still right. */
const revalidated = { cache: "no-cache" } as const satisfies RequestInit;

async function askOnce(network: Network, url: URL): Promise<string | undefined> {
  try {
    return await askForText(network, url, revalidated);
  } catch (error) {
    if (error instanceof Passing) return undefined;
    throw error;
  }
}

async function askUntilAnswered(network: Network, url: URL): Promise<string> {
  let text: string | undefined;
  await persist(
    network,
    async () => {
      text = await askForText(network, url, revalidated);
    },
    () => 0,
  );
  return text!;
}

function parseJson(text: string, url: URL): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const what = text.trimStart().startsWith("<") ? "is an HTML page, not a card: is the address right?" : "is not JSON";
    throw new Problem("card_malformed", `${shownUrl(url)} ${what}`, { cause });
  }
}
