import { lightRuntime } from "../../runtime/light.ts";
import { wasmRuntime, type WasmOptions } from "../../runtime/wasm.ts";
import { webgpuRuntime, whyNotWebgpu, type WebgpuOptions } from "../../runtime/webgpu.ts";
import type { Candidate } from "./backend-choice.ts";
import { starting } from "./starting.ts";

/**
 * What a browser can run models on, the likely faster one first. The light runtime is there at once, and computes the
 * models that are shipped; onnxruntime's 14 MB are fetched for those that it cannot, or when they are asked for.
 */
export function browserCandidates(options: WasmOptions & WebgpuOptions = {}): readonly Candidate[] {
  return [
    {
      backend: "webgpu",
      // Who asks for it by name gets it in software too; `webgpuRuntime` itself says where there is none at all.
      available: async (isAsked) => (isAsked ? undefined : whyNotWebgpu(options)),
      start: () => starting(webgpuRuntime(options)),
    },
    { backend: "light", available: async () => undefined, start: () => starting(lightRuntime()) },
    {
      backend: "wasm",
      isLastResort: true,
      available: async () => undefined,
      start: () => starting(wasmRuntime(options)),
    },
  ];
}
