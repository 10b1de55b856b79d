import { normalize, Problem, type EmbedderCard, type Template } from "../core/index.ts";
import type { DeviceTensor, Session, Tensor } from "../runtime/session.ts";

/** A template for each aligned chip of a batch, N x 3 x size x size. */
export async function embed(session: Session, card: EmbedderCard, chips: Tensor | DeviceTensor): Promise<Template[]> {
  const outputs = await session.run({ [card.input.tensor]: chips });
  const count = chips.shape[0]!;
  const { data } = outputs[card.output.tensor]!;
  const { dimension, modelId } = card;
  if (data.length !== count * dimension) {
    throw new Problem("inference_failed", `${card.name} gave ${data.length} values for ${count} chips`);
  }
  return Array.from({ length: count }, (_, n) => {
    try {
      return { modelId, vector: normalize(data.subarray(n * dimension, (n + 1) * dimension)) };
    } catch (cause) {
      // A zero or NaN vector is a fault of the runtime, never a template.
      throw new Problem("inference_failed", `${card.name} gave no template`, { cause });
    }
  });
}
