import type { ModelCard } from "../core/index.ts";
import type { Model } from "./model.ts";

/**
 * Where a model comes from: its card's URL (a path in Node), the card itself, a card with the address of its weights,
 * or a model that is at hand, which is only checked.
 */
export type CardSource<Card extends ModelCard = ModelCard> =
  | string
  | URL
  | Card
  | { readonly card: string | URL | Card; readonly weights: string | URL }
  | Model<Card>;

/** The same, by kind. */
export interface SourceParts<Card extends ModelCard> {
  readonly card: string | URL | Card;
  /** Its address or its bytes; absent if it lies beside the card or in the directory that was given. */
  readonly weights?: string | URL | Uint8Array<ArrayBuffer>;
}

export function sourceParts<Card extends ModelCard>(source: CardSource<Card>): SourceParts<Card> {
  if (typeof source === "string" || source instanceof URL) return { card: source };
  if ("bytes" in source && "card" in source) return { card: source.card, weights: source.bytes };
  return "card" in source ? source : { card: source };
}
