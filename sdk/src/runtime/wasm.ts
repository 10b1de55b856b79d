import * as ort from "onnxruntime-web/wasm";
import { onnxRuntime } from "./onnxruntime.ts";
import type { Runtime } from "./session.ts";

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
  return onnxRuntime("onnxruntime-web (wasm)", "wasm", ort, { executionProviders: ["wasm"] });
}
