import { beforeEach, expect, test } from "vitest";
import { evict } from "./evict.ts";
import { memoryStore } from "./memory.ts";
import type { ModelStore } from "./model-store.ts";

let clock: number;
let store: ModelStore;

const day = 86_400_000;

/** Keeps a version of a model, a day after the last. */
async function keep(name: string, version: number, bytes = 10): Promise<void> {
  clock += day;
  const label = { name, modelId: `${name}@${version}` };
  await store.put(`${name}-${version}`, label, new Uint8Array(bytes));
}

const kept = async () => (await store.list()).map(({ modelId }) => modelId).toSorted();

beforeEach(async () => {
  clock = 0;
  store = memoryStore({ now: () => clock });
  for (const version of [1, 2, 3]) await keep("faces", version);
  await keep("points", 1, 7);
});

test("the version in use stays and the one before it, and the bytes add up", async () => {
  const { files, freed, held } = await evict(store);
  expect(files.map(({ modelId }) => modelId)).toEqual(["faces@1"]);
  expect(freed).toBe(10);
  expect(held).toBe(27);
  expect(await kept()).toEqual(["faces@2", "faces@3", "points@1"]);
});

test("the version in use is the one that is named, not the latest stored", async () => {
  await evict(store, { name: "faces", inUse: "faces@1", keep: 0 });
  expect(await kept()).toEqual(["faces@1", "points@1"]);
});

test("of the others those stay that were used last, not those that were stored last", async () => {
  clock += day;
  await store.get("faces-1");
  await evict(store, { inUse: "faces@3" });
  expect(await kept()).toEqual(["faces@1", "faces@3", "points@1"]);
});

test("another model is not touched", async () => {
  await evict(store, { name: "points", keep: 0 });
  expect(await kept()).toEqual(["faces@1", "faces@2", "faces@3", "points@1"]);
});

test("parts of a version that is not needed go too", async () => {
  const label = { name: "faces", modelId: "faces@0" };
  clock = 1;
  await store.append("faces-0", { label, validator: "", offset: 0, bytes: new Uint8Array(3) });
  expect((await evict(store)).freed).toBe(13);
});

test("a card goes with its version", async () => {
  const label = { name: "faces", modelId: "faces@1" };
  clock = 1;
  await store.put("card", label, new Uint8Array(2));
  expect((await evict(store)).files.map(({ key }) => key).toSorted()).toEqual(["card", "faces-1"]);
});

test("what was not used for long goes, also the last version", async () => {
  clock += 2 * day;
  await evict(store, { unusedFor: 2.5 * day, now: () => clock });
  expect(await kept()).toEqual(["points@1"]);
});
