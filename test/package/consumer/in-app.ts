// The SDK in a React Native app, which gives it the onnxruntime that it has.

import type * as onnxruntime from "onnxruntime-common";
import { createLikeness, type ReactNativeLikeness } from "@likeness/sdk";

export function start(ort: typeof onnxruntime): Promise<ReactNativeLikeness> {
  const card = (name: string) => `https://app.example/models/${name}.json`;
  return createLikeness({
    ort,
    models: { detector: card("ultraface-rfb"), landmarker: card("landmark-68"), embedder: card("dlib-resnet") },
  });
}
