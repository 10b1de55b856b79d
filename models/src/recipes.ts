import type { CardName } from "./cards.ts";
import { dlibResnet } from "./convert/dlib-resnet.ts";
import { landmark68 } from "./convert/landmark-68.ts";
import { tinyFaceDetector } from "./convert/tiny-face-detector.ts";
import { ultraface } from "./convert/ultraface.ts";
import { faceApiWeights } from "./source/face-api.ts";
import { stockUltraface, ultrafaceFile } from "./source/stock-ultraface.ts";

/** How the ONNX file of each card is made, from the published weights to the bytes. */
export const recipes: { readonly [Name in CardName]: () => Promise<Uint8Array> } = {
  "ultraface-rfb": async () => ultraface(await stockUltraface(), ultrafaceFile.path),
  "tiny-face": async () => tinyFaceDetector(await faceApiWeights("tiny_face_detector")),
  "landmark-68": async () => landmark68(await faceApiWeights("face_landmark_68")),
  "dlib-resnet": async () => dlibResnet(await faceApiWeights("face_recognition")),
};
