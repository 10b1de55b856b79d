import { loadAddon, type NativeIndex } from "./addon.ts";
import { asked } from "./asked.ts";
import { asFaissError, FaissError, settle } from "./error.ts";
import type { FaissIndex, IndexOptions } from "./faiss-index.ts";

const natives = new WeakMap<FaissIndex, NativeIndex>();

/**
 * An empty index.
 *
 * @throws {FaissError} `not_built`, `bad_argument`, `not_supported` for another factory, `out_of_memory`
 */
export function createIndex(options: IndexOptions): FaissIndex {
  const native = newNative(options);
  const { dimension, factory = "Flat" } = options;
  const index: FaissIndex = {
    dimension,
    factory,
    get size() {
      return native.size;
    },
    get trained() {
      return native.trained;
    },
    get bytes() {
      return native.bytes;
    },
    train: (vectors, options) => asked(options, (flag) => native.train(vectors, flag)),
    learnFrom: (other) => settle(async () => native.learnFrom(nativeOf(other))),
    add: (labels, vectors, options) => asked(options, (flag) => native.add(labels, vectors, flag)),
    search: (queries, k, options) => {
      const { nprobe = 1, efSearch = 16, within } = options ?? {};
      return asked(options, (flag) => native.search(queries, k, nprobe, efSearch, within, flag));
    },
    searchRange: (queries, radius, options) => {
      const { nprobe = 1, within } = options ?? {};
      return asked(options, (flag) => native.searchRange(queries, radius, nprobe, within, flag));
    },
    remove: (labels) => settle(() => native.remove(labels)),
    has: (labels) => settle(() => native.has(labels)),
    reconstruct: (labels) => settle(() => native.reconstruct(labels)),
    merge: (other) => settle(async () => native.merge(nativeOf(other))),
    write: (path) => settle(() => native.write(path)),
    read: (path) => settle(() => native.read(path)),
    close: () => native.close(),
  };
  natives.set(index, native);
  return index;
}

function newNative(options: IndexOptions): NativeIndex {
  const { Index } = loadAddon();
  try {
    const { dimension, factory = "Flat", metric = "ip", threads = 1, device = -1 } = options;
    return new Index(dimension, factory, metric, threads, device);
  } catch (error) {
    throw asFaissError(error);
  }
}

function nativeOf(index: FaissIndex): NativeIndex {
  const native = natives.get(index);
  if (!native) throw new FaissError("bad_argument", "the other index must come from createIndex()");
  return native;
}
