// Pictures to templates in a page, piece by piece.

import type { EmbedderCard } from "@likeness/sdk/core";
import { createFaceEmbedder, type Analysis } from "@likeness/sdk/face";
import type { Model } from "@likeness/sdk/model";
import { wasmRuntime } from "@likeness/sdk/runtime/wasm";

export async function analyze(models: Parameters<typeof createFaceEmbedder>[0]["models"]): Promise<Analysis> {
  const embedder = await createFaceEmbedder({ runtime: wasmRuntime({ wasmPaths: "/likeness/" }), models });
  return embedder.analyze(new ImageData(640, 480));
}

export type Recogniser = Model<EmbedderCard>;
