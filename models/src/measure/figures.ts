import { type Figure, writeFigures } from "@likeness/bench";
import type { ModelCard } from "@likeness/sdk/core";

/** Writes what was measured of the models to `docs/figures/models.json`. */
export async function writeAccuracy(cards: readonly ModelCard[]): Promise<void> {
  const figures = cards.flatMap((card) =>
    card.accuracy.map(({ figure, value, unit, data, interval }): Figure => ({
      name: `${card.name}: ${figure}, ${data}`,
      value,
      unit,
      ...(interval && { interval }),
      ...judged(`${card.name}: ${figure}, ${data}`, value),
    })),
  );
  await writeFigures({ name: "models", figures, tables: [] }, { command: "npm run models -- measure" });
}

/** What figures are to be at most. */
const goals: Readonly<Record<string, number>> = { "dlib-resnet: EER, att-orl": 0.0035 };

function judged(name: string, value: number): { goal?: number; met?: boolean } {
  const goal = goals[name];
  return goal === undefined ? {} : { goal, met: value <= goal };
}
