import { availableParallelism } from "node:os";
import * as ort from "onnxruntime-node";
import { onnxRuntime } from "./onnxruntime.ts";
import type { Runtime } from "./session.ts";

/** onnxruntime-node, on the processor. */
export function nodeRuntime({ threads = Math.min(4, availableParallelism()) } = {}): Runtime {
  // 3: errors only. Its warnings are about how it optimises, and nothing a caller could act on.
  return onnxRuntime("onnxruntime-node", "node", ort, { intraOpNumThreads: threads, logSeverityLevel: 3 });
}
