import { configure, turnsOf, type OnnxRuntimeWeb, type WebOptions } from "./onnxruntime-web.ts";
import { onnxRuntime } from "./onnxruntime.ts";
import type { Runtime } from "./session.ts";

export type WasmOptions = WebOptions;

/**
 * onnxruntime-web on WebAssembly: 14 MB, without WebGPU. Its files are fetched when it is started or first loads a
 * model, so that importing this costs nothing, on a server neither.
 */
export function wasmRuntime(options: WasmOptions = {}): Runtime {
  return onnxRuntime({
    name: "onnxruntime-web (wasm)",
    backend: "wasm",
    open: async () => {
      const ort: OnnxRuntimeWeb = await import("onnxruntime-web/wasm");
      configure(ort, options);
      return { ort, turns: turnsOf(ort), options: { executionProviders: ["wasm"] } };
    },
  });
}
