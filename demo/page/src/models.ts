import type { DetectorCard, EmbedderCard, LandmarkerCard } from "@likeness/sdk/core";
import { createFaceEmbedder, loadModel, wasmRuntime, type FaceEmbedder } from "@likeness/sdk/face/browser";
import type { ModelUrls } from "./config.ts";

export interface Progress {
  readonly words: string;
  readonly done: number;
  readonly of: number;
}

export interface LoadedModels {
  readonly embedder: FaceEmbedder;
  readonly bytes: number;
  readonly milliseconds: number;
}

/**
 * The three models, fetched side by side, then started.
 *
 * @throws Problem `model_unavailable`, `model_digest`, `inference_failed`
 */
export async function loadModels(
  urls: ModelUrls,
  onProgress: (progress: Progress) => void,
): Promise<LoadedModels> {
  const begun = performance.now();
  const stages = 4;
  let done = 0;
  const tell = (words: string) => onProgress({ words, done, of: stages });
  const counted = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    done++;
    tell(`Fetching the models, ${done} of 3`);
    return result;
  };

  tell("Fetching the models");
  const failed = new AbortController();
  const options = { directory: urls.weights, signal: failed.signal };
  const [detector, landmarker, embedder] = await Promise.all([
    counted(loadModel<DetectorCard>(urls.detector, options)),
    counted(loadModel<LandmarkerCard>(urls.landmarker, options)),
    counted(loadModel<EmbedderCard>(urls.embedder, options)),
  ]).catch((cause: unknown) => {
    // One of them is missing: the others are of no use, nor is word of their progress.
    failed.abort();
    throw cause;
  });

  tell("Starting the models");
  const models = { detector, landmarker, embedder };
  return {
    embedder: await createFaceEmbedder({ runtime: wasmRuntime(), models }),
    bytes: [detector, landmarker, embedder].reduce((sum, model) => sum + model.bytes.byteLength, 0),
    milliseconds: performance.now() - begun,
  };
}
