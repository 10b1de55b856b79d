import { Problem, type ModelCard } from "../core/index.ts";
import type { Model } from "./model.ts";

/**
 * A model by its card's URL. The weights lie beside the card unless `directory` (a URL ending in `/`) says
 * otherwise.
 *
 * @throws Problem `model_unavailable`
 */
export async function fetchModel<Card extends ModelCard>(
  cardUrl: string | URL,
  { directory, signal }: { directory?: string | URL; signal?: AbortSignal } = {},
): Promise<Model<Card>> {
  const at = new URL(cardUrl, location.href);
  const card = (await (await fetched(at, signal)).json()) as Card;
  const weights = new URL(card.weights.file, directory ? new URL(directory, location.href) : at);
  return { card, bytes: new Uint8Array(await (await fetched(weights, signal)).arrayBuffer()) };
}

async function fetched(url: URL, signal: AbortSignal | undefined): Promise<Response> {
  const response = await fetch(url, signal ? { signal } : {}).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new Problem("model_unavailable", `${url.pathname} cannot be reached`, { cause });
  });
  if (!response.ok) throw new Problem("model_unavailable", `${url.pathname}: HTTP ${response.status}`);
  return response;
}
