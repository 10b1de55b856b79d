import { Asset } from "expo-asset";
import { File } from "expo-file-system";
import type { DetectorCard, EmbedderCard, LandmarkerCard, ModelCard } from "@likeness/sdk/core";
import type { FaceModels, Model } from "@likeness/sdk/face";

/** The models that are packed with the app: nothing is downloaded. */
export async function packedModels(): Promise<FaceModels> {
  const [detector, landmarker, embedder] = await Promise.all([
    model<DetectorCard>(require("./models/ultraface-rfb.json"), require("./models/ultraface-rfb.onnx")),
    model<LandmarkerCard>(require("./models/landmark-68.json"), require("./models/landmark-68.onnx")),
    model<EmbedderCard>(require("./models/dlib-resnet.json"), require("./models/dlib-resnet.onnx")),
  ]);
  return { detector, landmarker, embedder };
}

async function model<Card extends ModelCard>(card: Card, file: number): Promise<Model<Card>> {
  const { localUri } = await Asset.fromModule(file).downloadAsync();
  if (localUri === null) throw new Error(`${card.weights.file} is not packed with the app: npm run models`);
  return { card, bytes: await new File(localUri).bytes() };
}
