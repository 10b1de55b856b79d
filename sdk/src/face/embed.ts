import { normalize, Problem, type EmbedderCard, type Picture, type Template } from "../core/index.ts";
import { toInput } from "./input.ts";
import type { Session } from "./session.ts";

/** A template for each aligned chip. */
export async function embed(session: Session, card: EmbedderCard, chips: readonly Picture[]): Promise<Template[]> {
  const outputs = await session.run({ [card.input.tensor]: toInput(chips, card.input) });
  const { data } = outputs[card.output.tensor]!;
  const { dimension, modelId } = card;
  if (data.length !== chips.length * dimension) {
    throw new Problem("inference_failed", `${card.name} gave ${data.length} values for ${chips.length} chips`);
  }
  return chips.map((_, n) => {
    try {
      return { modelId, vector: normalize(data.subarray(n * dimension, (n + 1) * dimension)) };
    } catch (cause) {
      // A zero or NaN vector is a fault of the runtime, never a template.
      throw new Problem("inference_failed", `${card.name} gave no template`, { cause });
    }
  });
}
