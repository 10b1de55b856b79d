import "fake-indexeddb/auto";
import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diskStore, storeDirectory } from "./disk.ts";
import { indexedDbStore } from "./indexed-db.ts";
import { memoryStore } from "./memory.ts";
import { shelfStore } from "./shelf-store.ts";
import { storeContract } from "./store-contract.ts";

let root: string;
let count = 0;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "likeness-store-"));
});

afterAll(() => rm(root, { recursive: true }));

const label = { name: "fixture", modelId: "fixture@0000000000000001" };
const key = "a".repeat(64);

storeContract("memory", async () => ({ open: (now) => memoryStore({ now }), isLasting: false }));

storeContract("IndexedDB", async () => {
  const database = `test-${count++}`;
  return { open: (now) => indexedDbStore({ database, now }), isLasting: true };
});

storeContract("a directory", async () => {
  const directory = join(root, `${count++}`, "not", "yet", "there");
  return { open: (now) => diskStore({ directory, now }), isLasting: true };
});

describe("the directory", () => {
  test("holds the file and what is known of it, and nothing besides", async () => {
    const directory = join(root, `${count++}`);
    const store = diskStore({ directory });
    await store.put(key, label, Uint8Array.of(1));
    expect((await readdir(directory)).toSorted()).toEqual([`${key}.file`, `${key}.json`]);
  });

  test("is rid of what a killed process left, but not of what another one writes just now", async () => {
    const directory = join(root, `${count++}`);
    const store = diskStore({ directory });
    await store.put(key, label, Uint8Array.of(1));
    const [old, young] = [join(directory, "x.file.1.tmp"), join(directory, "x.file.2.tmp")];
    await Promise.all([writeFile(old, "x"), writeFile(young, "x")]);
    const yesterday = new Date(Date.now() - 86_400_000);
    await utimes(old, yesterday, yesterday);
    expect(await store.list()).toHaveLength(1);
    expect(await readdir(directory)).toContain("x.file.2.tmp");
    expect(await readdir(directory)).not.toContain("x.file.1.tmp");
  });

  test("may be used by two processes at once: neither sees half a file", async () => {
    const directory = join(root, `${count++}`);
    const program = `
      const { diskStore } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, "disk.ts")))});
      const store = diskStore({ directory: ${JSON.stringify(directory)} });
      const file = new Uint8Array(1_000_000).fill(7);
      for (let n = 0; n < 10; n++) {
        await store.put("${key}", ${JSON.stringify(label)}, file);
        const given = await store.get("${key}");
        if (given?.length !== 1_000_000 || given.some((byte) => byte !== 7)) process.exit(3);
        await store.append("${"b".repeat(64)}", { label: ${JSON.stringify(label)}, validator: "", offset: 0, bytes: file });
      }`;
    const run = () => promisify(execFile)(process.execPath, ["--input-type=module", "--eval", program]);
    await Promise.all([run(), run()]);
    expect((await readdir(directory)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
    expect(await diskStore({ directory }).get(key)).toEqual(new Uint8Array(1_000_000).fill(7));
  });

  test("that cannot be made is a problem that names it", async () => {
    const file = join(root, "a-file");
    await writeFile(file, "");
    const store = diskStore({ directory: join(file, "below") });
    await expect(store.put(key, label, Uint8Array.of(1))).rejects.toMatchObject({
      code: "model_store_failed",
      message: expect.stringContaining(join(file, "below")),
    });
  });

  test.each([
    [{ LIKENESS_STORE: "/mine" }, "linux", "/mine"],
    [{ XDG_CACHE_HOME: "/xdg" }, "linux", join("/xdg", "likeness", "models")],
    [{ LOCALAPPDATA: "/local" }, "win32", join("/local", "likeness", "models")],
  ] as const)("goes by the environment %o on %s", (environment, platform, expected) => {
    expect(storeDirectory(environment, platform)).toBe(expected);
  });

  test.each([
    ["linux", join(".cache", "likeness", "models")],
    ["darwin", join("Library", "Caches", "likeness", "models")],
  ] as const)("lies in the home directory on %s", (platform, expected) => {
    expect(storeDirectory({}, platform)).toMatch(new RegExp(`${expected}$`));
  });
});

describe("a shelf with something else on it", () => {
  const shelf = new Map<string, Uint8Array<ArrayBuffer>>();
  const store = shelfStore({
    name: "a map",
    read: async (name) => shelf.get(name),
    write: async (name, bytes) => void shelf.set(name, bytes),
    remove: async (name) => void shelf.delete(name),
    names: async () => [...shelf.keys()],
  });
  const json = (text: string) => new TextEncoder().encode(text);

  test.each(["{", '{"format":2}'])("takes what it cannot read, %s, for nothing", async (text) => {
    shelf.set(`${key}.json`, json(text));
    expect(await store.get(key)).toBeUndefined();
    expect(await store.list()).toEqual([]);
  });

  test("a part that lost bytes is no part", async () => {
    await store.append(key, { label, validator: "", offset: 0, bytes: Uint8Array.of(1, 2, 3) });
    shelf.set(`${key}.part-0`, Uint8Array.of(1, 2));
    expect(await store.part(key)).toBeUndefined();
  });
});

describe("a shelf that is full", () => {
  const shelf = new Map<string, Uint8Array<ArrayBuffer>>();
  let room = Infinity;
  let clock = 0;
  const store = shelfStore(
    {
      name: "a small map",
      read: async (name) => shelf.get(name),
      write: async (name, bytes) => {
        if (room-- <= 0) throw new Error("full");
        shelf.set(name, bytes);
      },
      remove: async (name) => void shelf.delete(name),
      names: async () => [...shelf.keys()],
    },
    () => clock,
  );

  test.each([0, 1])("after %d writes keeps nothing of a file that it cannot keep", async (writes) => {
    room = writes;
    await expect(store.put(key, label, Uint8Array.of(1))).rejects.toMatchObject({
      code: "model_store_failed",
      message: "a small map: full",
    });
    expect([...shelf.keys()]).toEqual([]);
  });

  test("still gives what it has", async () => {
    room = Infinity;
    await store.put(key, label, Uint8Array.of(1));
    room = 0;
    clock += 86_400_000;
    expect(await store.get(key)).toEqual(Uint8Array.of(1));
  });
});
