import type { InferenceSession, Tensor as OrtTensor } from "onnxruntime-common";
import { Problem } from "../core/index.ts";
import type { Backend, DeviceTensor, Runtime, Session, Tensor } from "./session.ts";

/** What onnxruntime-node, -web and -react-native have in common. */
export interface OnnxRuntime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof OrtTensor;
}

/** A driver of any onnxruntime for JavaScript. */
export function onnxRuntime(
  name: string,
  backend: Backend,
  ort: OnnxRuntime,
  options: InferenceSession.SessionOptions,
): Runtime {
  return {
    name,
    backend,
    load: async (model) => {
      try {
        return session(ort, await ort.InferenceSession.create(model, options));
      } catch (cause) {
        throw new Problem("inference_failed", `${name} cannot load the model`, { cause });
      }
    },
  };
}

function session(ort: OnnxRuntime, loaded: InferenceSession): Session {
  return {
    run: async (inputs) => {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, input]) => [name, given(ort, input)]),
      );
      try {
        const results = await loaded.run(feeds);
        return Object.fromEntries(Object.entries(results).map(([name, value]) => [name, taken(value)]));
      } catch (cause) {
        throw new Problem("inference_failed", undefined, { cause });
      } finally {
        for (const tensor of Object.values(feeds)) tensor.dispose();
      }
    },
    release: () => loaded.release(),
  };
}

function given(ort: OnnxRuntime, input: Tensor | DeviceTensor): OrtTensor {
  if ("data" in input) return new ort.Tensor("float32", input.data, input.shape);
  return ort.Tensor.fromGpuBuffer(input.buffer, { dataType: "float32", dims: input.shape });
}

/** The values, on our side of the runtime; its own tensor is freed. */
function taken(value: OrtTensor): Tensor {
  const result = { data: Float32Array.from(value.data as Float32Array), shape: [...value.dims] };
  value.dispose();
  return result;
}
