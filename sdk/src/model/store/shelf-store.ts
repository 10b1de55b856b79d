import { Problem } from "../../core/index.ts";
import type { ModelStore, StoredFile, StoredLabel } from "./model-store.ts";
import type { Shelf } from "./shelf.ts";

/**
 * What is written beside a file's bytes. `<key>.json` holds it, `<key>.file` a complete file's bytes and
 * `<key>.part-<offset>` those of one part. It is written after the bytes and removed before them, so that what
 * it tells of is there; bytes without it count for nothing.
 */
interface About extends StoredLabel {
  readonly format: 1;
  /** The offsets of the parts that are held and where the last one ends; absent for a complete file. */
  readonly parts?: { readonly offsets: readonly number[]; readonly validator: string };
  readonly bytes: number;
  readonly lastUsed: number;
}

/** Uses nearer together than this, in milliseconds, are not worth a write each. */
const usedOften = 3_600_000;

/**
 * A model store over any place that keeps bytes by name.
 *
 * @param now Milliseconds since 1970.
 */
export function shelfStore(shelf: Shelf, now: () => number = Date.now): ModelStore {
  const about = async (key: string): Promise<About | undefined> => {
    const bytes = await shelf.read(`${key}.json`);
    return bytes && parseAbout(bytes);
  };
  const note = (key: string, what: About) => shelf.write(`${key}.json`, encode(what));

  const forget = async (key: string) => {
    await shelf.remove(`${key}.json`);
    const names = await shelf.names();
    await Promise.all(names.filter((name) => name.startsWith(`${key}.`)).map((name) => shelf.remove(name)));
  };

  const store: Omit<ModelStore, "name"> = {
    get: async (key) => {
      const known = await about(key);
      if (!known || known.parts) return undefined;
      const bytes = await shelf.read(`${key}.file`);
      // A disk that is full, or may only be read, has the model all the same.
      if (bytes && now() - known.lastUsed > usedOften) await note(key, { ...known, lastUsed: now() }).catch(() => {});
      return bytes;
    },

    put: async (key, { name, modelId }, bytes) => {
      const before = await about(key);
      try {
        await shelf.write(`${key}.file`, bytes);
        await note(key, { format: 1, name, modelId, bytes: bytes.length, lastUsed: now() });
      } catch (error) {
        // Bytes without a note would take room that nobody sees.
        await forget(key).catch(() => {});
        throw error;
      }
      await removeParts(shelf, key, before);
    },

    part: async (key) => {
      const known = await about(key);
      if (!known?.parts) return undefined;
      const { offsets, validator } = known.parts;
      const bytes = new Uint8Array(known.bytes);
      for (const [n, offset] of offsets.entries()) {
        const part = await shelf.read(partName(key, offset));
        if (part?.length !== (offsets[n + 1] ?? known.bytes) - offset) return undefined;
        bytes.set(part, offset);
      }
      return { bytes, validator };
    },

    append: async (key, { label: { name, modelId }, validator, offset, bytes }) => {
      const known = await about(key);
      const isNew = offset === 0;
      if (known && !known.parts) return false;
      if (isNew) await removeParts(shelf, key, known);
      else if (!known?.parts || known.bytes !== offset || known.parts.validator !== validator) return false;
      await shelf.write(partName(key, offset), bytes);
      const offsets = isNew ? [0] : [...known!.parts!.offsets, offset];
      const parts = { offsets, validator };
      await note(key, { format: 1, name, modelId, parts, bytes: offset + bytes.length, lastUsed: now() });
      return true;
    },

    delete: forget,

    list: async () => {
      const keys = (await shelf.names()).flatMap((name) => (name.endsWith(".json") ? [name.slice(0, -5)] : []));
      const all = await Promise.all(keys.map(async (key) => ({ key, known: await about(key) })));
      return all.flatMap(({ key, known }): StoredFile[] => {
        if (!known) return [];
        const { name, modelId, parts, bytes, lastUsed } = known;
        return [{ key, name, modelId, bytes, complete: !parts, lastUsed }];
      });
    },
  };
  return { name: shelf.name, ...typed(shelf.name, store) };
}

const partName = (key: string, offset: number) => `${key}.part-${offset}`;

async function removeParts(shelf: Shelf, key: string, known: About | undefined): Promise<void> {
  for (const offset of known?.parts?.offsets ?? []) await shelf.remove(partName(key, offset));
}

function encode(value: About): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(value));
}

/** What another version wrote, or nobody, is as good as not there. */
function parseAbout(bytes: Uint8Array): About | undefined {
  try {
    const about = JSON.parse(new TextDecoder().decode(bytes)) as About;
    return about.format === 1 ? about : undefined;
  } catch {
    return undefined;
  }
}

/** The same operations, whose failures are problems that say where. */
function typed(where: string, store: Omit<ModelStore, "name">): Omit<ModelStore, "name"> {
  const guarded = <Given extends unknown[], Answer>(operation: (...given: Given) => Promise<Answer>) => {
    return async (...given: Given): Promise<Answer> => {
      try {
        return await operation(...given);
      } catch (cause) {
        if (cause instanceof Problem) throw cause;
        throw new Problem("model_store_failed", `${where}: ${(cause as Error).message}`, { cause });
      }
    };
  };
  return {
    get: guarded(store.get),
    put: guarded(store.put),
    part: guarded(store.part),
    append: guarded(store.append),
    delete: guarded(store.delete),
    list: guarded(store.list),
  };
}
