import { join } from "node:path";
import type { DetectorCard, EmbedderCard, LandmarkerCard } from "@likeness/sdk/core";
import { createFaceEmbedder, nodeRuntime, readModel, type FaceEmbedder } from "@likeness/sdk/face/node";
import { cards, weights } from "./places.ts";

/** The default models on onnxruntime-node. */
export async function defaultEmbedder(): Promise<FaceEmbedder> {
  const [detector, landmarker, embedder] = [
    await readModel<DetectorCard>(join(cards, "ultraface-rfb.json"), weights),
    await readModel<LandmarkerCard>(join(cards, "landmark-68.json"), weights),
    await readModel<EmbedderCard>(join(cards, "dlib-resnet.json"), weights),
  ];
  return createFaceEmbedder({ runtime: nodeRuntime(), models: { detector, landmarker, embedder } });
}
