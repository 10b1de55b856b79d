import { backends, type Backend } from "../../runtime/session.ts";
import { gpuName } from "../../runtime/gpu-device.ts";
import { onnxruntimeVersion } from "../../runtime/version.ts";
import type { ChoiceMemory } from "./choice-memory.ts";

export interface IndexedDbChoicesOptions {
  readonly database?: string;
  /** Names what the choice depends on beside the models; by default browser, GPU and version of onnxruntime. */
  readonly device?: () => Promise<string>;
}

const table = "choices";

/** In the origin's IndexedDB, which pages and workers share. */
export function indexedDbChoices({
  database = "likeness-backends",
  device = thisDevice,
}: IndexedDbChoicesOptions = {}): ChoiceMemory {
  // Asked for at once: it takes longer than the models' cards do.
  const named = device();
  // Who asks hears of it; nobody may.
  named.catch(() => {});
  const fullKey = async (key: string) => `${await named} | ${key}`;
  return {
    recall: async (key) => {
      try {
        const name = await fullKey(key);
        const kept = await transact(database, "readonly", (choices) => choices.get(name));
        return backends.find((backend) => backend === kept);
      } catch {
        return undefined; // Private windows and full disks have no database: then it is tried again.
      }
    },
    remember: async (key, backend: Backend) => {
      try {
        const name = await fullKey(key);
        await transact(database, "readwrite", (choices) => choices.put(backend, name));
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

async function transact(
  database: string,
  mode: IDBTransactionMode,
  ask: (choices: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const opening = indexedDB.open(database, 1);
  opening.addEventListener("upgradeneeded", () => opening.result.createObjectStore(table));
  await settled(opening, "success", "error");
  const connection = opening.result;
  try {
    const transaction = connection.transaction(table, mode);
    const answer = ask(transaction.objectStore(table));
    await settled(transaction, "complete", "abort");
    return answer.result;
  } finally {
    connection.close();
  }
}

function settled(target: EventTarget, good: string, bad: string): Promise<void> {
  return new Promise((resolve, reject) => {
    target.addEventListener(good, () => resolve(), { once: true });
    target.addEventListener(bad, () => reject(new Error(`IndexedDB: ${bad}`)), { once: true });
  });
}
