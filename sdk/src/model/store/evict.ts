import type { ModelStore, StoredFile } from "./model-store.ts";

export interface EvictOptions {
  /** Only the versions of this model; of all models by default. */
  readonly name?: string;
  /** The `modelId` that is in use: it stays, and so does the version used last before it. */
  readonly inUse?: string;
  /** How many versions of a model stay besides the one in use, those used last; 1 by default. */
  readonly keep?: number;
  /** Milliseconds: what was not used for so long goes, whatever its version. */
  readonly unusedFor?: number;
  readonly now?: () => number;
}

export interface Evicted {
  readonly files: readonly StoredFile[];
  /** Bytes that the deleted files took. */
  readonly freed: number;
  /** Bytes that the store holds after it. */
  readonly held: number;
}

/**
 * Deletes versions of models that are no longer needed. One old version stays by default: two applications of one
 * origin, one of them not yet updated, would else load their model anew at each other's visit.
 *
 * Without `inUse` the version of a model that was used last counts as the one in use. Cards that were stored go with
 * their model's versions.
 *
 * @throws Problem `model_store_failed`
 */
export async function evict(store: ModelStore, options: EvictOptions = {}): Promise<Evicted> {
  const all = await store.list();
  const files = superfluous(all, options);
  for (const { key } of files) await store.delete(key);
  const freed = sum(files);
  return { files, freed, held: sum(all) - freed };
}

function superfluous(all: readonly StoredFile[], options: EvictOptions): StoredFile[] {
  const { keep = 1, unusedFor = Infinity, now = Date.now } = options;
  const considered = all.filter(({ name }) => options.name === undefined || name === options.name);
  return [...new Set(considered.map(({ name }) => name))].flatMap((name) => {
    const files = considered.filter((file) => file.name === name);
    const versions = byLastUse(files);
    const inUse = versions.find((modelId) => modelId === options.inUse) ?? versions[0];
    const others = versions.filter((modelId) => modelId !== inUse);
    const kept = new Set([inUse, ...others.slice(0, keep)]);
    return files.filter(({ modelId, lastUsed }) => !kept.has(modelId) || now() - lastUsed > unusedFor);
  });
}

/** The versions of one model, the one used last first. */
function byLastUse(files: readonly StoredFile[]): string[] {
  return [...new Set(files.toSorted((a, b) => b.lastUsed - a.lastUsed).map(({ modelId }) => modelId))];
}

function sum(files: readonly StoredFile[]): number {
  return files.reduce((bytes, file) => bytes + file.bytes, 0);
}
