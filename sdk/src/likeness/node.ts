import { fileURLToPath } from "node:url";
import { Problem, type Picture } from "../core/index.ts";
import { decodePicture, typedArrayPreprocessor } from "../face/node.ts";
import { loadModels } from "../model/node.ts";
import { nodeRuntime } from "../runtime/node.ts";
import { shortMemory } from "./backend/index.ts";
import { hostOf, type HostOptions } from "./host-of.ts";
import { likenessOver, type Likeness } from "./likeness.ts";
import { startEngine, type EngineEvents, type EngineOptions, type EnginePlatform } from "./start-engine.ts";

export type * from "./exported-types.ts";
export { Problem };

/** What a picture may come as: a file's path or content (JPEG, PNG, WebP, AVIF, GIF, TIFF, PGM, PPM), or RGBA pixels. */
export type NodeSource = string | URL | Uint8Array | Picture;
export type NodeLikeness = Likeness<NodeSource>;

export interface LikenessOptions extends HostOptions, Partial<Omit<EngineOptions, "assets">>, EngineEvents {
  /** The directory whose `models` folder is loaded from; by default the one of this package. */
  readonly assets?: string | URL;
  /** Ends the start. */
  readonly signal?: AbortSignal;
}

const node: EnginePlatform<Exclude<NodeSource, URL>, Picture> = {
  loadModels,
  candidates: ({ threads }) => [
    {
      backend: "node",
      available: async () => undefined,
      start: async () => nodeRuntime(threads === undefined ? {} : { threads }),
    },
  ],
  memory: shortMemory,
  preprocessorFor: typedArrayPreprocessor,
  open: async (frame) => (typeof frame === "object" && "width" in frame ? frame : decodePicture(frame)),
  close: () => {},
};

/**
 * Loads the models, and gives a program a way to tell faces apart. Without `endpoint` and `key` pictures are analysed,
 * and nothing can be sent.
 *
 * @example
 * const likeness = await createLikeness({ endpoint: "https://faces.example", key });
 * await likeness.enrol("ada.jpg", { collection: "staff", subject: "ada" });
 * @throws Problem `model_unavailable`, `model_digest`, `card_malformed`, `backend_unavailable`, `backend_wrong`; the
 *   signal's reason
 */
export async function createLikeness(options: LikenessOptions = {}): Promise<NodeLikeness> {
  const host = hostOf(options, options.device || undefined);
  const engine = await startEngine(node, { ...options, assets: directory(options.assets) });
  return likenessOver<NodeSource, Exclude<NodeSource, URL>>({
    engine,
    toFrame: async (source) => (source instanceof URL ? fileURLToPath(source) : source),
    ...host,
  });
}

/** Of the built package, in which the models lie beside this folder. */
function directory(assets: string | URL = new URL("../", import.meta.url)): string {
  const path = assets instanceof URL && assets.protocol === "file:" ? fileURLToPath(assets) : String(assets);
  return path.endsWith("/") ? path : `${path}/`;
}
