import { onnxRuntime, type OnnxRuntime } from "./onnxruntime.ts";
import type { DeviceTensor, Runtime, Tensor } from "./session.ts";

export interface ReactNativeOptions {
  /**
   * In the order of preference; by default onnxruntime's own, the processor. Core ML and NNAPI may compute in 16
   * bits: hold them to the golden vectors of the models.
   */
  readonly executionProviders?: readonly ("cpu" | "xnnpack" | "coreml" | "nnapi" | "qnn")[];
  readonly threads?: number;
}

/**
 * onnxruntime-react-native, which the app imports and gives: `reactNativeRuntime(ort)`. Written against its version
 * 1.24, whose native side takes models from memory and values from the beginning of their ArrayBuffer, wherever a view
 * of it starts (`js/react_native/cpp/TensorUtils.cpp` in microsoft/onnxruntime).
 */
export function reactNativeRuntime(ort: OnnxRuntime, { executionProviders, threads }: ReactNativeOptions = {}): Runtime {
  const runtime = onnxRuntime({
    name: "onnxruntime-react-native",
    backend: "react-native",
    open: async () => ({
      ort,
      options: {
        logSeverityLevel: 3,
        ...(executionProviders && { executionProviders }),
        ...(threads !== undefined && { intraOpNumThreads: threads }),
      },
    }),
  });
  return {
    ...runtime,
    load: async (model) => {
      const session = await runtime.load(whole(model));
      return {
        ...session,
        run: (inputs) =>
          session.run(Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, withWhole(input)]))),
      };
    },
  };
}

const withWhole = (input: Tensor | DeviceTensor): Tensor | DeviceTensor =>
  "data" in input ? { ...input, data: whole(input.data) } : input;

/** The array, alone in its memory. */
function whole<View extends Uint8Array | Float32Array>(view: View): View {
  return view.byteLength === view.buffer.byteLength ? view : (view.slice() as View);
}
