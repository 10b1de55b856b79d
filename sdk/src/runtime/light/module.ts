import { fromBase64Url } from "../../core/index.ts";
import { kernels } from "./kernels.ts";
import { refuse } from "./refuse.ts";

/** What kernels/*.as export; addresses and steps are in bytes, of the memory that they were given. */
export interface Kernels {
  convolve(...of: readonly number[]): void;
  window(...of: readonly number[]): void;
  add(a: number, b: number, target: number, bytes: number, activation: number, slope: number): void;
  affine(...of: readonly number[]): void;
  normalise(source: number, target: number, rows: number, length: number, least: number): void;
  softmax(source: number, target: number, rows: number, length: number): void;
  copy(...of: readonly number[]): void;
  packFloats(...of: readonly number[]): void;
  packBytes(...of: readonly number[]): void;
}

/** @throws Problem `backend_unavailable` where WebAssembly or its SIMD is missing or forbidden */
export async function compileModule(): Promise<WebAssembly.Module> {
  if (typeof WebAssembly !== "object") refuse("where there is no WebAssembly");
  const bytes = fromBase64Url(kernels);
  if (!WebAssembly.validate(bytes)) refuse("where WebAssembly has no SIMD");
  return WebAssembly.compile(bytes);
}

export async function startModule(module: WebAssembly.Module, memory: WebAssembly.Memory): Promise<Kernels> {
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  return exports as unknown as Kernels;
}
