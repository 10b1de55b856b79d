import path from "node:path";
import { fileURLToPath } from "node:url";
import { readTfjsWeights, type Weights } from "../convert/tfjs-weights.ts";

/**
 * `@vladmandic/face-api` carries its weights in `model/`; it is found wherever the package manager put it.
 */
export const faceApiDirectory = path.dirname(
  fileURLToPath(import.meta.resolve("@vladmandic/face-api/package.json")),
);

export function faceApiWeights(name: string): Promise<Weights> {
  return readTfjsWeights(path.join(faceApiDirectory, "model", `${name}_model-weights_manifest.json`));
}
