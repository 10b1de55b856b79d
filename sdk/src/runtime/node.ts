import { availableParallelism } from "node:os";
import { onnxRuntime } from "./onnxruntime.ts";
import type { Runtime } from "./session.ts";

export interface NodeOptions {
  readonly threads?: number;
}

/** onnxruntime-node, on the processor. */
export function nodeRuntime({ threads = Math.min(4, availableParallelism()) }: NodeOptions = {}): Runtime {
  return onnxRuntime({
    name: "onnxruntime-node",
    backend: "node",
    open: async () => ({
      ort: await import("onnxruntime-node"),
      // 3: errors only. Its warnings are about how it optimises, and nothing a caller could act on.
      options: { intraOpNumThreads: threads, logSeverityLevel: 3 },
    }),
  });
}
