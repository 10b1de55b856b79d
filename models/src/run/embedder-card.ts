import type { EmbedderCard } from "@likeness/sdk/core";
import { isCardName, loadCard } from "../cards.ts";
import { TrainingError } from "../training-error.ts";

/** @throws {TrainingError} `config_invalid` where the card of that name is of no embedder */
export async function embedderCard(name: string, field: string): Promise<EmbedderCard> {
  const card = isCardName(name) ? await loadCard(name) : undefined;
  if (card?.task === "embed") return card;
  throw new TrainingError("config_invalid", `${field}: ${name} is no embedder of models/cards, such as dlib-resnet`);
}
