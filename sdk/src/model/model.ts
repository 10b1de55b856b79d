import { assertModelId, Problem, sha256Hex, type DetectorCard, type EmbedderCard, type LandmarkerCard, type ModelCard } from "../core/index.ts";

/** A model's card with the bytes of the file that it names. */
export interface Model<Card extends ModelCard = ModelCard> {
  readonly card: Card;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The three models that make a template of a picture. */
export interface FaceModels {
  readonly detector: Model<DetectorCard>;
  readonly landmarker: Model<LandmarkerCard>;
  readonly embedder: Model<EmbedderCard>;
}

/** By the digest that was found: 8 MB are hashed once, not by each room that wants to be sure. */
const digests = new WeakMap<Uint8Array, string>();

/**
 * A file with another digest than its card names is another model: its templates would be compared with those of
 * a space they do not lie in.
 *
 * @throws Problem `model_digest`
 */
export async function checkModel({ card, bytes }: Model): Promise<void> {
  await assertModelId(card);
  const hex = digests.get(bytes) ?? (await sha256Hex(bytes));
  digests.set(bytes, hex);
  if (hex !== card.weights.sha256) {
    throw new Problem("model_digest", `${card.weights.file} has SHA-256 ${hex}, its card says ${card.weights.sha256}`);
  }
}
