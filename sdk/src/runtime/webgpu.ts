import { requestGpu, type GpuOptions } from "./gpu-device.ts";
import { watchGpu } from "./gpu-watch.ts";
import { configure, turnsOf, type OnnxRuntimeWeb, type WebOptions } from "./onnxruntime-web.ts";
import { onnxRuntime } from "./onnxruntime.ts";
import type { Runtime } from "./session.ts";

export { gpuName, whyNotWebgpu, type GpuOptions } from "./gpu-device.ts";

export interface WebgpuOptions extends WebOptions, GpuOptions {
  /**
   * The build: `jspi` (17 MB) needs a browser that can suspend WebAssembly (JavaScript Promise Integration),
   * `asyncify` (27 MB) does not. By default the smaller one that runs here.
   */
  readonly build?: WebgpuBuild;
}

export type WebgpuBuild = "jspi" | "asyncify";

/**
 * onnxruntime-web on WebGPU. Each build is a chunk of its own, fetched when the runtime is started or first loads a
 * model: a page that runs on wasm downloads neither. Close it to give the GPU back.
 */
export function webgpuRuntime({ build = suspends() ? "jspi" : "asyncify", ...options }: WebgpuOptions = {}): Runtime {
  return onnxRuntime({
    name: `onnxruntime-web (webgpu, ${build})`,
    backend: "webgpu",
    open: async () => {
      // First, because it is quick to say that there is none, and what would be downloaded is not small.
      const device = await requestGpu(options);
      const ort: OnnxRuntimeWeb = await builds[build]();
      configure(ort, options);
      return {
        ort,
        turns: turnsOf(ort),
        watch: watchGpu(device),
        options: { executionProviders: [{ name: "webgpu", device }] },
      };
    },
  });
}

const builds: { readonly [Build in WebgpuBuild]: () => Promise<OnnxRuntimeWeb> } = {
  jspi: () => import("onnxruntime-web/jspi"),
  asyncify: () => import("onnxruntime-web/webgpu"),
};

const suspends = () => "Suspending" in WebAssembly;
