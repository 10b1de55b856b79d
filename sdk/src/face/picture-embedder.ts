import { Problem, type ModelCard, type Picture, type PictureEmbedderCard, type Template } from "../core/index.ts";
import { checkModel, type Model } from "../model/model.ts";
import type { Runtime } from "../runtime/session.ts";
import { embed } from "./embed.ts";
import { pictureInput } from "./picture-input.ts";

/** Pictures of whatever a model was trained to tell apart, to templates. */
export interface PictureEmbedder {
  /** Of its templates: they are comparable with each other, and with no other model's. */
  readonly modelId: string;
  /**
   * The template of a whole picture: 8-bit RGBA in sRGB, whose alpha is ignored. `crop` of core cuts a part out of a
   * larger one.
   *
   * @throws Problem `broken_picture` if its bytes are not those of its size, `picture_too_large`, `inference_failed`,
   * `device_lost`, `out_of_memory`, `closed`; the signal's reason
   */
  embed(picture: Picture, options?: EmbedOptions): Promise<Template>;
  /**
   * One template for each picture, in their order; no pictures have none. The model runs on up to 16 at once. If one
   * picture has no template, there is none of any.
   *
   * @throws as `embed`
   */
  embedAll(pictures: readonly Picture[], options?: EmbedOptions): Promise<Template[]>;
  /** Frees the model, once what was asked for before is done. */
  close(): Promise<void>;
}

export interface EmbedOptions {
  readonly signal?: AbortSignal;
}

export interface PictureEmbedderOptions {
  readonly runtime: Runtime;
  readonly model: Model<PictureEmbedderCard>;
}

/** Pictures in one run of the model: bounds the memory that many take. */
const batch = 16;

/**
 * Makes templates by a model of task `embed-picture`, such as one that was trained on drawings or products:
 *
 * ```ts
 * const model = await loadModel<PictureEmbedderCard>("drawings.json");
 * const embedder = await createPictureEmbedder({ runtime: lightRuntime(), model });
 * const [one, other] = await embedder.embedAll([await decodePicture("a.png"), await decodePicture("b.png")]);
 * const score = cosine(one.vector, other.vector);
 * ```
 *
 * The model sees the pixels that it was trained and measured with by `likeness-models`, to the bit: bytes, scaled to
 * the card's size by the same triangle filter and rounded again, then normalised. What can differ is what was there
 * before. A browser's decoder of JPEG is not Node's: a level or two, here and there. Where training inverted
 * pictures before it scaled them, a half is rounded the other way, by one level.
 *
 * @throws Problem `card_malformed` if the card is of another task, `model_digest` if the file is not the one its card
 * names, `backend_unavailable` if the runtime does not run the model, `inference_failed`, `out_of_memory`
 */
export async function createPictureEmbedder({ runtime, model }: PictureEmbedderOptions): Promise<PictureEmbedder> {
  const { card, bytes } = model;
  const { modelId } = card;
  // A loader takes the caller's word for what a card is for.
  const { task }: ModelCard = card as ModelCard;
  if (task !== "embed-picture") {
    throw new Problem("card_malformed", `task: whole pictures need "embed-picture", ${modelId} is for "${task}"`);
  }
  await checkModel(model);
  const session = await runtime.load(bytes);

  async function embedAll(pictures: readonly Picture[], { signal }: EmbedOptions = {}): Promise<Template[]> {
    signal?.throwIfAborted();
    const templates: Template[] = [];
    for (let i = 0; i < pictures.length; i += batch) {
      signal?.throwIfAborted();
      templates.push(...(await embed(session, card, pictureInput(pictures.slice(i, i + batch), card.input))));
    }
    return templates;
  }

  return {
    modelId,
    embed: async (picture, options) => (await embedAll([picture], options))[0]!,
    embedAll,
    close: () => session.release(),
  };
}
