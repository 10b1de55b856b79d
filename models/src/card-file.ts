import { modelIdOf, type ModelCard } from "@likeness/sdk/core";
import { cardJson } from "@likeness/sdk/face";
import { writeAtomically } from "./atomic-write.ts";
import { cardPath, type CardName } from "./cards.ts";
import { sha256Hex } from "./digest.ts";

/** The card with the digest of these bytes and the modelId that follows from it; what was measured stays. */
export async function withWeights<Card extends ModelCard>(card: Card, model: Uint8Array): Promise<Card> {
  const weights = { ...card.weights, bytes: model.length, sha256: sha256Hex(model) };
  const changed = { ...card, weights };
  return { ...changed, modelId: await modelIdOf(changed) };
}

export async function writeCard(name: CardName, card: ModelCard): Promise<void> {
  await writeAtomically(cardPath(name), cardJson(card));
}
