import type { ModelStore } from "./model-store.ts";
import { shelfStore } from "./shelf-store.ts";

/** Keeps models as long as the program runs. */
export function memoryStore({ now }: { now?: () => number } = {}): ModelStore {
  const held = new Map<string, Uint8Array<ArrayBuffer>>();
  return shelfStore(
    {
      name: "memory",
      // Copies: what the store holds must not change with what somebody does to bytes that were theirs.
      read: async (name) => held.get(name)?.slice(),
      write: async (name, bytes) => void held.set(name, bytes.slice()),
      remove: async (name) => void held.delete(name),
      names: async () => [...held.keys()],
    },
    now,
  );
}
