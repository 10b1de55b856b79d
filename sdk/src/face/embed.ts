import {
  normalize,
  Problem,
  type EmbedderCard,
  type PictureEmbedderCard,
  type Template,
  type UnitVector,
} from "../core/index.ts";
import type { DeviceTensor, Session, Tensor } from "../runtime/session.ts";

/**
 * A template for each face of a batch of aligned chips, N x 3 x size x size, or for each of a batch of whole pictures.
 * Where a face is looked at more than once, its chips lie one after the other, and its template is the direction that
 * their embeddings have together.
 *
 * @throws Problem `inference_failed` if one has none
 */
export async function embed(
  session: Session,
  card: EmbedderCard | PictureEmbedderCard,
  chips: Tensor | DeviceTensor,
  looks = 1,
): Promise<Template[]> {
  const outputs = await session.run({ [card.input.tensor]: chips });
  const count = chips.shape[0]!;
  const { data } = outputs[card.output.tensor]!;
  const { dimension, modelId } = card;
  if (data.length !== count * dimension) {
    throw new Problem("inference_failed", `${card.name} gave ${data.length} values for ${count} pictures`);
  }
  const embedding = (n: number) => normalize(data.subarray(n * dimension, (n + 1) * dimension));
  return Array.from({ length: count / looks }, (_, face) => {
    try {
      const [first, ...others] = Array.from({ length: looks }, (__, look) => embedding(face * looks + look));
      return { modelId, vector: others.length === 0 ? first! : together([first!, ...others]) };
    } catch (cause) {
      // A zero or NaN vector is a fault of the runtime, never a template.
      throw new Problem("inference_failed", `${card.name} gave no template`, { cause });
    }
  });
}

/** Each counts the same: the length of an embedding says how clear a picture is, not who is in it. */
function together(vectors: readonly UnitVector[]): UnitVector {
  return normalize(vectors[0]!.map((_, i) => vectors.reduce((sum, vector) => sum + vector[i]!, 0)));
}
