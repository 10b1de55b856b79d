import { indexedDbTable } from "../../model/store/indexed-db-table.ts";
import { backends, type Backend } from "../../runtime/session.ts";
import { gpuName } from "../../runtime/gpu-device.ts";
import { onnxruntimeVersion } from "../../runtime/version.ts";
import type { ChoiceMemory } from "./choice-memory.ts";

export interface IndexedDbChoicesOptions {
  readonly database?: string;
  /** Names what the choice depends on beside the models; by default browser, GPU and version of onnxruntime. */
  readonly device?: () => Promise<string>;
}

/** In the origin's IndexedDB, which pages and workers share. */
export function indexedDbChoices({
  database = "likeness-backends",
  device = thisDevice,
}: IndexedDbChoicesOptions = {}): ChoiceMemory {
  const ask = indexedDbTable(database, "choices");
  // Asked for at once: it takes longer than the models' cards do.
  const named = device();
  // Who asks hears of it; nobody may.
  named.catch(() => {});
  const fullKey = async (key: string) => `${await named} | ${key}`;
  return {
    recall: async (key) => {
      try {
        const name = await fullKey(key);
        const kept = await ask("readonly", (choices) => choices.get(name));
        return backends.find((backend) => backend === kept);
      } catch {
        return undefined; // Private windows and full disks have no database: then it is tried again.
      }
    },
    remember: async (key, backend: Backend) => {
      try {
        const name = await fullKey(key);
        await ask("readwrite", (choices) => choices.put(backend, name));
      } catch {
        // As above.
      }
    },
  };
}

/** A new driver or browser is another device: what was wrong or slow may be right or fast. */
async function thisDevice(): Promise<string> {
  return [navigator.userAgent, await gpuName(), onnxruntimeVersion].join(" | ");
}
