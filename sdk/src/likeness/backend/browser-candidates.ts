import { wasmRuntime, type WasmOptions } from "../../runtime/wasm.ts";
import { webgpuRuntime, whyNotWebgpu, type WebgpuOptions } from "../../runtime/webgpu.ts";
import type { Candidate } from "./backend-choice.ts";
import { starting } from "./starting.ts";

/** What a browser can run models on, the likely faster one first. */
export function browserCandidates(options: WasmOptions & WebgpuOptions = {}): readonly Candidate[] {
  return [
    {
      backend: "webgpu",
      // Who asks for it by name gets it in software too; `webgpuRuntime` itself says where there is none at all.
      available: async (isAsked) => (isAsked ? undefined : whyNotWebgpu(options)),
      start: () => starting(webgpuRuntime(options)),
    },
    { backend: "wasm", available: async () => undefined, start: () => starting(wasmRuntime(options)) },
  ];
}
