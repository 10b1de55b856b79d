import { Problem, type Picture } from "../core/index.ts";
import { typedArrayPreprocessor } from "../face/index.ts";
import { loaderFor } from "../model/loader.ts";
import { memoryStore, type FaceModelSources, type ModelStore } from "../model/index.ts";
import type { OnnxRuntime } from "../runtime/onnxruntime.ts";
import { reactNativeRuntime, type ReactNativeOptions } from "../runtime/react-native.ts";
import { shortMemory } from "./backend/index.ts";
import { hostOf, type HostOptions } from "./host-of.ts";
import { likenessOver, type Likeness } from "./likeness.ts";
import { startEngine, type EngineEvents } from "./start-engine.ts";

export type * from "./exported-types.ts";
export { Problem };

/** RGBA pixels: whatever takes the app's pictures also decodes them. */
export type ReactNativeLikeness = Likeness<Picture>;

export interface LikenessOptions extends HostOptions, EngineEvents, ReactNativeOptions {
  /** onnxruntime-react-native, which the app imports: `import * as ort from "onnxruntime-react-native"`. */
  readonly ort: OnnxRuntime;
  /** By the addresses of their cards, or with the bytes that the app carries. */
  readonly models: FaceModelSources;
  /** Where models that are fetched are kept; in memory unless given. */
  readonly store?: ModelStore;
  readonly mirror?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Loads the models on onnxruntime-react-native, and gives an app a way to tell faces apart.
 *
 * @throws Problem `model_unavailable`, `model_digest`, `card_malformed`, `backend_unavailable`, `backend_wrong`; the
 *   signal's reason
 */
export async function createLikeness(options: LikenessOptions): Promise<ReactNativeLikeness> {
  const { ort, store = memoryStore() } = options;
  const host = hostOf(options, options.device || undefined);
  const { loadModels } = loaderFor({ resolve: (address) => new URL(address), store: () => store });
  const engine = await startEngine<Picture, Picture>(
    {
      loadModels,
      candidates: () => [
        {
          backend: "react-native",
          available: async () => undefined,
          start: async () => reactNativeRuntime(ort, options),
        },
      ],
      memory: shortMemory,
      preprocessorFor: typedArrayPreprocessor,
      open: async (picture) => picture,
      close: () => {},
    },
    { ...options, assets: "" },
  );
  return likenessOver({ engine, toFrame: async (picture: Picture) => picture, ...host });
}
