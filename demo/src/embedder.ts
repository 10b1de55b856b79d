import { join } from "node:path";
import type { DetectorCard, EmbedderCard, LandmarkerCard } from "@likeness/sdk/core";
import { createFaceEmbedder, loadModel, nodeRuntime, type FaceEmbedder } from "@likeness/sdk/face/node";
import { cards, weights } from "./places.ts";

/** The default models on onnxruntime-node. */
export async function defaultEmbedder(): Promise<FaceEmbedder> {
  const [detector, landmarker, embedder] = [
    await loadModel<DetectorCard>(join(cards, "ultraface-rfb.json"), { directory: weights }),
    await loadModel<LandmarkerCard>(join(cards, "landmark-68.json"), { directory: weights }),
    await loadModel<EmbedderCard>(join(cards, "dlib-resnet.json"), { directory: weights }),
  ];
  return createFaceEmbedder({ runtime: nodeRuntime(), models: { detector, landmarker, embedder } });
}
