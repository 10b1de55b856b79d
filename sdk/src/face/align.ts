import { fitSimilarity, warp, type EmbedderCard, type Picture, type Point } from "../core/index.ts";

/** The chip an embedding model looks at: the face turned, scaled and moved to where the card's template has it. */
export function align(picture: Picture, landmarks: readonly Point[], { alignment, input }: EmbedderCard): Picture {
  const from = alignment.points.map(([index]) => landmarks[index]!);
  const to = alignment.points.map(([, x, y]) => ({ x, y }));
  return warp(picture, fitSimilarity(from, to), input.size, input.size);
}
