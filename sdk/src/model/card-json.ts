import type { ModelCard } from "../core/index.ts";

/** A card as text for people who read differences: one member a line, but a row of numbers stays a row. */
export function cardJson(card: ModelCard): string {
  const spread = JSON.stringify(card, null, 2);
  const rows = spread.replaceAll(/\[\s+(-?[\d.e-]+(?:,\s+-?[\d.e-]+)*)\s+\]/g, (_, numbers: string) => {
    return `[${numbers.replaceAll(/\s+/g, " ")}]`;
  });
  return `${rows}\n`;
}
