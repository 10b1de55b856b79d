import { fitSimilarity, type EmbedderCard, type Point, type Similarity } from "../core/index.ts";
import { fivePoints } from "./five-points.ts";

/** The face turned, scaled and moved to where the card's template has it: from the picture to the model's chip. */
export function align(landmarks: readonly Point[], { alignment }: Pick<EmbedderCard, "alignment">): Similarity {
  const named = alignment.landmarks === "five-points" ? fivePoints(landmarks) : landmarks;
  const from = alignment.points.map(([index]) => named[index]!);
  const to = alignment.points.map(([, x, y]) => ({ x, y }));
  return fitSimilarity(from, to);
}
