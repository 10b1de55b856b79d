import type { Env } from "onnxruntime-common";
import type { OnnxRuntime } from "./onnxruntime.ts";
import { turns, type Turns } from "./turns.ts";

/** What the builds of onnxruntime-web take alike. The first runtime of a page or worker decides for the others. */
export interface WebOptions {
  /**
   * Where onnxruntime's own files are served, if not where the bundler put them: a directory, or each file's URL.
   * Of `ort-wasm-simd-threaded.{mjs,wasm}`, those of WebGPU are called `….jspi.…` and `….asyncify.…`.
   */
  readonly wasmPaths?: string | URL | { readonly wasm?: string | URL; readonly mjs?: string | URL };
  /** More than one needs a cross-origin isolated page (COOP and COEP headers); without it there is one. */
  readonly threads?: number;
}

export type OnnxRuntimeWeb = OnnxRuntime & { readonly env: Env };

/** Sets up an instance of onnxruntime-web before it starts. */
export function configure({ env }: OnnxRuntimeWeb, { wasmPaths, threads = 4 }: WebOptions): void {
  env.logLevel = "error";
  env.wasm.numThreads = globalThis.crossOriginIsolated ? Math.max(1, Math.min(threads, navigator.hardwareConcurrency)) : 1;
  if (wasmPaths !== undefined) env.wasm.wasmPaths = pathsOf(wasmPaths);
}

function pathsOf(paths: NonNullable<WebOptions["wasmPaths"]>): Env.WasmPrefixOrFilePaths {
  if (typeof paths === "object" && !(paths instanceof URL)) return paths;
  // Absolute: a relative one would be relative to the file in which a bundler put onnxruntime.
  const directory = new URL(paths, globalThis.location?.href).href;
  return directory.endsWith("/") ? directory : `${directory}/`;
}

const instances = new WeakMap<OnnxRuntimeWeb, Turns>();

/**
 * One instance does one thing at a time, whichever session it is for: side by side two runs on WebGPU wait for each
 * other without end, and two on wasm put back each other's stack.
 */
export function turnsOf(ort: OnnxRuntimeWeb): Turns {
  const existing = instances.get(ort);
  if (existing) return existing;
  const created = turns();
  instances.set(ort, created);
  return created;
}
