import { readFile } from "node:fs/promises";
import path from "node:path";
import type * as FaceApi from "@vladmandic/face-api";
import { faceApiDirectory } from "../source/face-api.ts";

/**
 * face-api itself, on tfjs' CPU backend: the oracle that the converted graphs are held against.
 *
 * The package's Node entries want `@tensorflow/*`, which is not installed; the browser bundle carries its
 * own. It starts tfjs' Node platform when it sees Node, and that fails in an ES module; a `window` with a
 * `document` while it loads makes it take the browser's.
 */
export async function loadFaceApi(): Promise<typeof FaceApi> {
  const scope = globalThis as { window?: unknown };
  scope.window = { document: {} };
  try {
    const bundle = path.join(faceApiDirectory, "dist", "face-api.esm.js");
    const faceApi = (await import(bundle)) as typeof FaceApi;
    const tf = faceApi.tf as unknown as UntypedTfjs;
    // Else tfjs advertises its native backend in every test's output.
    tf.env().set("IS_TEST", true);
    await tf.setBackend("cpu");
    return faceApi;
  } finally {
    delete scope.window;
  }
}

/** What the bundle exports of tfjs and its types leave out. */
interface UntypedTfjs {
  env(): { set(flag: string, value: boolean): void };
  setBackend(name: string): Promise<boolean>;
}

/** Loads the weights by tfjs' own decoder, so that the dequantisation is compared too. */
export async function loadNet<Net extends FaceApi.NeuralNetwork<unknown>>(
  { tf }: typeof FaceApi,
  net: Net,
  name: string,
): Promise<Net> {
  const file = path.join(faceApiDirectory, "model", `${name}_model`);
  const manifest = JSON.parse(await readFile(`${file}-weights_manifest.json`, "utf8")) as {
    weights: object[];
  }[];
  const { buffer } = Uint8Array.from(await readFile(`${file}.bin`));
  const specs = manifest.flatMap((group) => group.weights);
  net.loadFromWeightMap(tf.io.decodeWeights(buffer, specs as Parameters<typeof tf.io.decodeWeights>[1]));
  return net;
}
