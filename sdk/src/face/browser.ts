import * as ort from "onnxruntime-web/wasm";
import { Problem, type ModelCard, type Picture } from "../core/index.ts";
import type { Model } from "./model.ts";
import { onnxRuntime } from "./onnxruntime.ts";
import { checkSize } from "./picture-limit.ts";
import type { Runtime } from "./session.ts";

export * from "./index.ts";

export interface WasmOptions {
  /** Where onnxruntime's own .wasm and .mjs files are served, if not where the bundler put them. */
  readonly wasmPaths?: string;
  /** More than one needs a cross-origin isolated page (COOP and COEP headers); without it there is one. */
  readonly threads?: number;
}

/** onnxruntime-web on WebAssembly. */
export function wasmRuntime({ wasmPaths, threads = 4 }: WasmOptions = {}): Runtime {
  ort.env.logLevel = "error";
  ort.env.wasm.numThreads = crossOriginIsolated ? Math.min(threads, navigator.hardwareConcurrency) : 1;
  if (wasmPaths !== undefined) ort.env.wasm.wasmPaths = wasmPaths;
  return onnxRuntime("onnxruntime-web (wasm)", ort, { executionProviders: ["wasm"] });
}

/**
 * A model by its card's URL. The weights lie beside the card unless `directory` (a URL ending in `/`) says
 * otherwise.
 *
 * @throws Problem `model_unavailable`
 */
export async function fetchModel<Card extends ModelCard>(
  cardUrl: string | URL,
  { directory, signal }: { directory?: string | URL; signal?: AbortSignal } = {},
): Promise<Model<Card>> {
  const at = new URL(cardUrl, location.href);
  const card = (await (await fetched(at, signal)).json()) as Card;
  const weights = new URL(card.weights.file, directory ? new URL(directory, location.href) : at);
  return { card, bytes: new Uint8Array(await (await fetched(weights, signal)).arrayBuffer()) };
}

async function fetched(url: URL, signal: AbortSignal | undefined): Promise<Response> {
  const response = await fetch(url, signal ? { signal } : {}).catch((cause: unknown) => {
    signal?.throwIfAborted();
    throw new Problem("model_unavailable", `${url.pathname} cannot be reached`, { cause });
  });
  if (!response.ok) throw new Problem("model_unavailable", `${url.pathname}: HTTP ${response.status}`);
  return response;
}

/** What a browser can show and we can read: a file, a video's present frame, a canvas, a bitmap. */
export type PictureSource = Blob | ImageBitmap | HTMLImageElement | HTMLVideoElement | HTMLCanvasElement | OffscreenCanvas;

/**
 * The pixels of a picture, upright as its EXIF orientation says.
 *
 * @throws Problem `broken_picture`, `picture_too_large`
 */
export async function decodePicture(source: PictureSource): Promise<Picture> {
  const bitmap = await createImageBitmap(source).catch((cause: unknown) => {
    throw new Problem("broken_picture", undefined, { cause });
  });
  try {
    const { width, height } = bitmap;
    checkSize(width, height);
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true })!;
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  } finally {
    bitmap.close();
  }
}
