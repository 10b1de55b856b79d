import { Problem } from "../core/index.ts";
import type { ModelStore } from "./store/model-store.ts";

/**
 * The store as loading sees it: storage that is full, forbidden or broken costs a download at the next visit, and is
 * no reason not to load now. What fails is told, and as good as not there.
 */
export function indulgentStore(store: ModelStore | undefined, warn: (warning: string) => void): ModelStore {
  const or = <Answer>(otherwise: Answer, answer: Promise<Answer> | undefined): Promise<Answer> =>
    answer?.catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error;
      warn(`${error.code}: ${error.message}`);
      return otherwise;
    }) ?? Promise.resolve(otherwise);
  return {
    name: store?.name ?? "nothing",
    get: (key) => or(undefined, store?.get(key)),
    put: (key, label, bytes) => or(undefined, store?.put(key, label, bytes)),
    part: (key) => or(undefined, store?.part(key)),
    append: (key, part) => or(false, store?.append(key, part)),
    delete: (key) => or(undefined, store?.delete(key)),
    list: () => or([], store?.list()),
  };
}
