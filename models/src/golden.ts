import type { ModelCard } from "@likeness/sdk/core";
import { makeGolden, nodeRuntime } from "@likeness/sdk/face/node";

/** The card with the outputs of this model for the golden picture, by onnxruntime on the processor. */
export async function withGolden<Card extends ModelCard>(card: Card, model: Uint8Array): Promise<Card> {
  // One thread: how sums are split among several may change their last bit.
  const session = await nodeRuntime({ threads: 1 }).load(model);
  try {
    return { ...card, golden: await makeGolden(session, card, goldenSize(card)) };
  } finally {
    await session.release();
  }
}

/** A detector takes any size: one that is no square tells width from height, and both sides are multiples of 32. */
function goldenSize({ input }: ModelCard): { width: number; height: number } {
  if ("width" in input) return { width: input.width, height: input.height };
  return "size" in input ? { width: input.size, height: input.size } : { width: 128, height: 96 };
}
