// Test support: an onnxruntime with one model, after onnxruntime-common's interface.

import { Tensor, type InferenceSession } from "onnxruntime-common";
import { vi } from "vitest";
import type { OnnxRuntime } from "./onnxruntime.ts";

export type Outputs = Readonly<Record<string, readonly [data: Float32Array, dims: readonly number[]]>>;

/** What the model does; it is given what the runtime was given. */
export type Compute = (feeds: Readonly<Record<string, Tensor>>) => Promise<Outputs> | Outputs;

export const echo: Compute = ({ image }) => ({ out: [image!.data as Float32Array, image!.dims] });

export function fakeOrt(compute: Compute = echo) {
  /** Every tensor that was made, by whom ever; each is to be disposed of. */
  const tensors: Tensor[] = [];
  const Made = new Proxy(Tensor, {
    construct: (target, args) => {
      const made = Reflect.construct(target, args) as Tensor;
      vi.spyOn(made, "dispose");
      tensors.push(made);
      return made;
    },
  });
  const run = vi.fn(async (feeds: Readonly<Record<string, Tensor>>) => {
    const outputs = Object.entries(await compute(feeds));
    return Object.fromEntries(outputs.map(([name, [data, dims]]) => [name, new Made("float32", data, dims)]));
  });
  const release = vi.fn(async () => {});
  const create = vi.fn<(model: Uint8Array, options?: InferenceSession.SessionOptions) => Promise<InferenceSession>>(
    async () => ({ run, release }) as unknown as InferenceSession,
  );
  const ort = { Tensor: Made, InferenceSession: { create } } as unknown as OnnxRuntime;
  return { ort, tensors, create, run, release };
}
