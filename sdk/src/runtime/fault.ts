import { Problem, type ProblemCode } from "../core/index.ts";

/** What a runtime throws, as a problem. */
export function faultOf(cause: unknown, detail?: string): Problem {
  return cause instanceof Problem ? cause : new Problem(codeOf(cause), detail, { cause });
}

/**
 * onnxruntime has no codes for these: memory that cannot be had is a RangeError of the engine (an ArrayBuffer, or the
 * growth of a wasm memory), emscripten's abort, C++'s bad_alloc, its own words, or WebGPU's error.
 */
const memoryWords =
  /bad_alloc|out of memory|\boom\b|failed to allocate|cannot enlarge memory|allocation failed|GPUOutOfMemoryError/i;
const lossWords = /device (was |is |has been )?lost|lost (the )?(gpu )?device|device was destroyed|DXGI_ERROR_DEVICE/i;

function codeOf(cause: unknown): ProblemCode {
  const { name, message } = cause instanceof Error ? cause : { name: "", message: String(cause) };
  const words = `${name}: ${message}`;
  if (lossWords.test(words)) return "device_lost";
  return cause instanceof RangeError || memoryWords.test(words) ? "out_of_memory" : "inference_failed";
}
