import * as ort from "onnxruntime-react-native";
import { checkGolden, createFaceEmbedder, type FaceEmbedder } from "@likeness/sdk/face";
import { reactNativeRuntime } from "@likeness/sdk/runtime/react-native";
import { packedModels } from "./models";

/** Loads the models, and makes sure that this phone computes with them what it should. */
export async function startEmbedder(): Promise<FaceEmbedder> {
  const runtime = reactNativeRuntime(ort);
  const models = await packedModels();
  for (const { card, bytes } of [models.detector, models.landmarker, models.embedder]) {
    const session = await runtime.load(bytes);
    const { ok, cosine } = await checkGolden(session, card);
    await session.release();
    if (!ok) throw new Error(`this phone computes ${card.name} wrongly: ${cosine}`);
  }
  return createFaceEmbedder({ runtime, models });
}
