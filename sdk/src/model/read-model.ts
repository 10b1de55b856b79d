import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Problem, type ModelCard } from "../core/index.ts";
import type { Model } from "./model.ts";

/**
 * A model by its card's path. The weights lie beside the card unless `directory` says otherwise.
 *
 * @throws Problem `model_unavailable`
 */
export async function readModel<Card extends ModelCard>(
  cardFile: string,
  directory: string = dirname(cardFile),
): Promise<Model<Card>> {
  try {
    const card = JSON.parse(await readFile(cardFile, "utf8")) as Card;
    return { card, bytes: await readFile(join(directory, card.weights.file)) };
  } catch (cause) {
    throw new Problem("model_unavailable", `${cardFile}: ${(cause as Error).message}`, { cause });
  }
}
