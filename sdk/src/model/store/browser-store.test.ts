import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

const label = { name: "fixture", modelId: "fixture@0000000000000001" };
const key = "a".repeat(64);
const refuse = () => {
  throw new DOMException("The operation is insecure.", "SecurityError");
};

/** As a page that was just loaded has it. */
const freshStore = async () => (await import("./browser-store.ts")).browserStore();

beforeEach(() => {
  vi.resetModules();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

async function storedIn(database: IDBFactory): Promise<number> {
  vi.stubGlobal("indexedDB", database);
  const { indexedDbStore } = await import("./indexed-db.ts");
  return (await indexedDbStore().list()).length;
}

test.each<[string, object]>([
  ["is not there", {}],
  ["may not be used", { caches: { open: async () => refuse() } }],
])("where the Cache API %s it is IndexedDB", async (_, globals) => {
  const database = new IDBFactory();
  for (const [name, value] of Object.entries({ ...globals, indexedDB: database })) vi.stubGlobal(name, value);
  const store = await freshStore();
  await store.put(key, label, Uint8Array.of(1));
  expect(await store.get(key)).toEqual(Uint8Array.of(1));
  expect(await storedIn(database)).toBe(1);
});

test.each<[string, object]>([
  ["is there", {}],
  ["may be used", { caches: { open: async () => refuse() }, indexedDB: { open: refuse } }],
])("where neither %s it is the page's own memory, one for all that ask", async (_, globals) => {
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  await (await freshStore()).put(key, label, Uint8Array.of(1));
  expect(await (await freshStore()).get(key)).toEqual(Uint8Array.of(1));
});

test("it is not asked for before it is used", async () => {
  const open = vi.fn(refuse);
  vi.stubGlobal("indexedDB", { open });
  await freshStore();
  expect(open).not.toHaveBeenCalled();
});
