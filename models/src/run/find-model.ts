import { readFile } from "node:fs/promises";
import path from "node:path";
import type { EmbedderCard, ModelCard, PictureEmbedderCard } from "@likeness/sdk/core";
import { parseCard } from "@likeness/sdk/face";
import { cardPath, isCardName, modelPath } from "../cards.ts";
import { TrainingError } from "../training-error.ts";

/** A card and where its weights lie. */
export interface FoundCard<Card extends ModelCard = ModelCard> {
  readonly card: Card;
  /** Of the card. */
  readonly file: string;
  readonly weights: string;
}

/**
 * A card by its name in `models/cards`, or by its file, whose weights lie beside it; those of `models/cards` lie in
 * `models/build`.
 *
 * @throws {TrainingError} `model_unsupported` for what is no card
 */
export async function findCard(word: string): Promise<FoundCard> {
  const file = isCardName(word) ? cardPath(word) : word;
  const card = await readCard(file);
  const isOurs = isCardName(card.name) && path.resolve(file) === cardPath(card.name);
  return { card, file, weights: isOurs ? modelPath(card) : path.join(path.dirname(file), card.weights.file) };
}

/** @throws {TrainingError} `model_unsupported` for what is no embedder's card */
export async function findEmbedder(word: string): Promise<FoundCard<EmbedderCard | PictureEmbedderCard>> {
  const { card, ...rest } = await findCard(word);
  if (card.task !== "embed" && card.task !== "embed-picture")
    throw new TrainingError("model_unsupported", `${rest.file} is the card of no embedder`);
  return { card, ...rest };
}

async function readCard(file: string): Promise<ModelCard> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new TrainingError("model_unsupported", `${file} cannot be read: ${(cause as Error).message}`, { cause });
  });
  try {
    return parseCard(JSON.parse(text));
  } catch (cause) {
    throw new TrainingError("model_unsupported", `${file} is no model card: ${(cause as Error).message}`, { cause });
  }
}
