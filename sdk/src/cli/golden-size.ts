import type { ModelCard } from "../core/index.ts";

/** The input that a model's golden vectors are made of, in pixels: its own size, or that of a detector's first pass. */
export function goldenSize(card: ModelCard): { width: number; height: number } {
  switch (card.task) {
    case "embed":
    case "landmarks":
    case "presentation-attack":
      return { width: card.input.size, height: card.input.size };
    case "embed-picture":
      return { width: card.input.width, height: card.input.height };
    case "detect": {
      const { multiple, passes } = card.input;
      const side = Math.ceil(passes[0]!.side / multiple) * multiple;
      return { width: side, height: side };
    }
    default:
      return card satisfies never;
  }
}
