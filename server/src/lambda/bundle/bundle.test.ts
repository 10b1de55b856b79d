import { appendFileSync, cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../store/store.ts";
import { now, someStore, vectorOf } from "./bundled.fixture.ts";
import { makeBundle } from "./make-bundle.ts";
import { readManifest } from "./manifest.ts";
import { openBundle } from "./open-bundle.ts";

let folder: string;
let bundle: string;
let store: Store;
let remove: () => void;

beforeEach(async () => {
  ({ folder, store, remove } = await someStore());
  bundle = join(folder, "bundle");
});
afterEach(() => remove());

const made = () => makeBundle({ store, folder: bundle, now });
const opened = (trusted = false) => openBundle({ folder: bundle, trusted, threads: 1, now });
const path = (file: string) => join(bundle, file);
const acmes = () => store.spaces("acme", "staff")[0]!;

describe("a bundle", () => {
  test.each([true, false])("has who was there when it was made, trusted: %s", async (trusted) => {
    await made();
    await store.erase({ tenant: "acme", collection: "staff", subject: "s3" });
    const { store: copy, indexes, close } = await opened(trusted);
    const { id } = acmes();
    const index = indexes.get(id)!;
    expect(index.status).toMatchObject({ size: 20, exact: true });
    const { hits } = await index.search(vectorOf(3), 1);
    expect(hits).toEqual([{ label: expect.any(Number), score: expect.closeTo(1, 6) }]);
    expect(copy.subjectOf(hits[0]!.label)).toBe("s3");
    expect([...indexes.keys()]).toEqual(store.everySpace().map((space) => space.id));
    close();
  });

  test("says what it is of", async () => {
    const { identity, change } = store;
    const manifest = await made();
    expect(manifest).toMatchObject({ made: "2026-01-02T03:04:05.000Z", identity, change, store: "store.sqlite" });
    expect(manifest.indexes.map(({ modelId, templates }) => [modelId, templates])).toEqual([
      ["model@1", 20],
      ["model@2", 5],
    ]);
    expect(readManifest(readFileSync(path("manifest.json"), "utf8"))).toEqual(manifest);
  });

  test("tells how far it is", async () => {
    const steps: [number, number][] = [];
    await makeBundle({ store, folder: bundle, now, onProgress: (...step) => steps.push(step) });
    expect(steps).toEqual([[0, 25], [20, 25], [25, 25]]);
  });

  test("of a bundle is the same again", async () => {
    await made();
    const first = await opened();
    const again = join(folder, "again");
    await makeBundle({ store: first.store, folder: again, now });
    first.close();
    const second = await openBundle({ folder: again, trusted: false, threads: 1, now });
    expect(second.indexes.get(acmes().id)!.status.size).toBe(20);
    second.close();
  });

  test("of a store that nobody is in has no index", async () => {
    for (const { subject } of (await store.list("acme", "staff", { after: undefined, limit: 99, filter: undefined })).subjects) {
      await store.erase({ tenant: "acme", collection: "staff", subject });
    }
    await made();
    const { indexes, close } = await opened();
    expect(indexes.size).toBe(1);
    close();
  });

  test("is made in an empty folder alone", async () => {
    await made();
    await expect(made()).rejects.toThrow("is not empty");
  });

  test("that was cut off is none", async () => {
    const abort = AbortSignal.abort(new Error("stopped"));
    await expect(makeBundle({ store, folder: bundle, now, signal: abort })).rejects.toThrow("stopped");
    expect(existsSync(path("manifest.json"))).toBe(false);
    await expect(opened()).rejects.toThrow("manifest.json");
  });
});

describe("[REC3] refused, by its name, is what", () => {
  beforeEach(async () => {
    await made();
  });

  const indexFile = () => `space-${acmes().id}.scan`;
  const altered = (change: (manifest: ReturnType<typeof readManifest>) => object) => {
    const manifest = readManifest(readFileSync(path("manifest.json"), "utf8"));
    writeFileSync(path("manifest.json"), JSON.stringify({ format: "likeness-bundle/1", ...change(manifest) }));
  };
  /** One bit, in the middle. */
  const flip = (file: string) => {
    const bytes = readFileSync(path(file));
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(path(file), bytes);
  };

  test("is longer or shorter than it was", async () => {
    appendFileSync(path(indexFile()), "x");
    await expect(opened(true)).rejects.toThrow(indexFile());
  });

  test("has lost an index", async () => {
    rmSync(path(indexFile()));
    await expect(opened(true)).rejects.toThrow(indexFile());
  });

  test("says nothing of an index", async () => {
    altered(({ indexes, ...rest }) => ({ ...rest, indexes: indexes.slice(1) }));
    await expect(opened(true)).rejects.toThrow(`no index of space ${acmes().id}`);
  });

  test("has a flipped bit in a vector, where it is not trusted", async () => {
    flip(indexFile());
    await expect(opened(false)).rejects.toThrow("checksum");
  });

  test("has the index of another state, or of another space", async () => {
    await store.erase({ tenant: "acme", collection: "staff", subject: "s3" });
    const later = join(folder, "later");
    const { files } = await makeBundle({ store, folder: later, now });
    cpSync(join(later, indexFile()), path(indexFile()));
    altered((manifest) => ({ ...manifest, files: { ...manifest.files, [indexFile()]: files[indexFile()] } }));
    await expect(opened(true)).rejects.toThrow(`${indexFile()}: it knows a change that the store has not made`);

    const other = `space-${store.spaces("umbrella", "staff")[0]!.id}.scan`;
    cpSync(path(other), path(indexFile()));
    altered((manifest) => ({ ...manifest, files: { ...manifest.files, [indexFile()]: manifest.files[other] } }));
    await expect(opened(true)).rejects.toThrow(`${indexFile()}: it is of space`);
  });

  test("has another store", async () => {
    const another = await someStore();
    await another.store.copy(join(another.folder, "copy"));
    cpSync(join(another.folder, "copy"), path("store.sqlite"));
    const { length } = readFileSync(path("store.sqlite"));
    another.remove();
    altered((manifest) => ({ ...manifest, files: { ...manifest.files, "store.sqlite": { bytes: length, sha256: "0".repeat(64) } } }));
    await expect(opened(true)).rejects.toThrow("store.sqlite is not the store of this bundle");
  });

  test.each([
    ["a later format", (manifest: object) => ({ ...manifest, format: "likeness-bundle/2" })],
    ["a file outside", (manifest: object) => ({ ...manifest, store: "../server.sqlite" })],
    ["a file that it does not describe", (manifest: object) => ({ ...manifest, store: "other.sqlite" })],
    ["nothing", () => ({})],
  ])("names %s", async (_, change) => {
    altered(change);
    await expect(opened()).rejects.toThrow("manifest.json");
  });
});
