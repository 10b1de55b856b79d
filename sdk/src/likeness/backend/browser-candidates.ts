import { lightRuntime } from "../../runtime/light.ts";
import { wasmRuntime, type WasmOptions } from "../../runtime/wasm.ts";
import { webgpuRuntime, whyNotWebgpu, type WebgpuOptions } from "../../runtime/webgpu.ts";
import type { Candidate } from "./backend-choice.ts";
import { starting } from "./starting.ts";

/**
 * What a browser can run models on. The light runtime is there at once, and computes the models that are shipped;
 * WebGPU is fetched where that is too slow or cannot, and onnxruntime's WebAssembly where nothing else can, or when
 * it is asked for.
 */
export function browserCandidates(options: WasmOptions & WebgpuOptions = {}): readonly Candidate[] {
  return [
    { backend: "light", available: async () => undefined, start: () => starting(lightRuntime()) },
    {
      backend: "webgpu",
      // Who asks for it by name gets it in software too; `webgpuRuntime` itself says where there is none at all.
      available: async (isAsked) => (isAsked ? undefined : whyNotWebgpu(options)),
      start: () => starting(webgpuRuntime(options)),
    },
    {
      backend: "wasm",
      isLastResort: true,
      available: async () => undefined,
      start: () => starting(wasmRuntime(options)),
    },
  ];
}
