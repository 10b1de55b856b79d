import { decodeTemplate, Problem, type EmbedderCard, type EncodedTemplate, type Template } from "../core/index.ts";

/** The embedding models a host takes templates of. Without the card it knows neither length nor threshold. */
export interface Models {
  readonly ids: readonly string[];
  /** @throws Problem `unknown_model` */
  card(modelId: string): EmbedderCard;
  /** @throws Problem `unknown_model` and what `decodeTemplate` throws */
  decode(encoded: EncodedTemplate): Template;
}

export function createModels(cards: readonly EmbedderCard[]): Models {
  const byId = new Map(cards.map((card) => [card.modelId, card]));
  const ids = [...byId.keys()];
  const card = (modelId: string): EmbedderCard => {
    const found = byId.get(modelId);
    if (!found) throw new Problem("unknown_model", `${modelId} is not one of ${ids.join(", ")}`);
    return found;
  };
  return { ids, card, decode: (encoded) => decodeTemplate(encoded, card(encoded.modelId).dimension) };
}
