import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { detectorCard, embedderCard, landmarkerCard, modelOf } from "../core/card.fixture.ts";
import { Problem, type EmbedderCard, type ModelCard } from "../core/index.ts";
import { fileServer, type FileServer } from "./file-server.fixture.ts";
import type { LoadOptions, LoadProgress } from "./index.ts";
import { loadModel, loadModels } from "./node.ts";
import { memoryStore } from "./store/memory.ts";
import type { ModelStore } from "./store/model-store.ts";

const size = 300_000;
const right = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) % 251);

let server: FileServer;
let store: ModelStore;
let card: EmbedderCard;
let options: LoadOptions & { store: ModelStore };
let events: LoadProgress[];

/** Puts a card and its file on the server. */
async function serve<Card extends ModelCard>(of: Card, bytes: Uint8Array<ArrayBuffer>, name = "model"): Promise<Card> {
  const weights = { ...of.weights, file: `${name}.onnx` };
  const { card } = await modelOf({ ...of, weights }, bytes);
  server.files.set(`/${name}.json`, { bytes: new TextEncoder().encode(JSON.stringify(card)), type: "application/json" });
  server.files.set(`/${name}.onnx`, { bytes, etag: '"1"' });
  return card;
}

const cardUrl = () => new URL("model.json", server.url);
const fault = (...faults: Parameters<FileServer["faults"]["set"]>[1]) => server.faults.set("/model.onnx", faults);
const asked = (path = "/model.onnx") => server.requests.filter((request) => request.path === path);
const load = (more: LoadOptions = {}) => loadModel<EmbedderCard>(cardUrl(), { ...options, ...more });

beforeEach(async () => {
  server = await fileServer();
  store = memoryStore();
  events = [];
  options = { store, backoff: 1, partEvery: 0, onProgress: (event) => events.push(event) };
  card = await serve(embedderCard(), right);
});

afterEach(() => server.stop());

describe("a model by URL", () => {
  test("comes from the network, then from the store", async () => {
    expect(await load()).toEqual({ card, bytes: right });
    expect(events.at(-1)).toEqual({
      modelId: card.modelId,
      file: "model.onnx",
      loaded: size,
      total: size,
      from: "network",
      all: { loaded: size, total: size },
    });
    events = [];
    expect(await load()).toEqual({ card, bytes: right });
    expect(events).toMatchObject([{ from: "store", loaded: size }]);
    expect(asked()).toHaveLength(1);
  });

  test("tells its progress, which only grows", async () => {
    await load();
    const loaded = events.map((event) => event.loaded);
    expect(loaded[0]).toBe(0);
    expect(loaded.length).toBeGreaterThan(2);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));
  });

  test("needs no network at all once it is stored", async () => {
    await load();
    await server.stop();
    expect(await load()).toEqual({ card, bytes: right });
    server = await fileServer();
  });

  test("is not stored where nothing may be stored", async () => {
    await load({ store: null });
    expect(await store.list()).toEqual([]);
  });

  test("lies where `directory` says", async () => {
    server.files.set("/weights/model.onnx", server.files.get("/model.onnx")!);
    server.files.delete("/model.onnx");
    await load({ directory: new URL("weights", server.url) });
    expect(asked("/weights/model.onnx")).toHaveLength(1);
  });

  test("lies where the source says, with its card at hand", async () => {
    const weights = new URL("model.onnx?signed=secret", server.url);
    expect((await loadModel({ card, weights }, options)).bytes).toEqual(right);
    expect(server.requests.map(({ path }) => path)).toEqual(["/model.onnx"]);
  });

  test("that is at hand is only checked", async () => {
    expect(await loadModel({ card, bytes: right }, options)).toEqual({ card, bytes: right });
    expect(server.requests).toEqual([]);
    const wrong = { card, bytes: right.slice(1) };
    await expect(loadModel(wrong, options)).rejects.toMatchObject({ code: "model_digest" });
  });
});

test("what is to be kept later is at hand before, and kept then", async () => {
  const later = Promise.withResolvers<void>();
  expect(await load({ keepAfter: later.promise })).toEqual({ card, bytes: right });
  expect(await store.get(card.weights.sha256)).toBeUndefined();
  later.resolve();
  await vi.waitFor(async () => expect(await store.get(card.weights.sha256)).toEqual(right));
});

describe("a download that breaks", () => {
  test("goes on where it broke, if the file is still the same", async () => {
    fault({ kind: "cut", after: 100_000 });
    expect((await load()).bytes).toEqual(right);
    const [first, second] = asked();
    expect(first?.headers.range).toBeUndefined();
    expect(second?.headers).toMatchObject({ range: "bytes=100000-", "if-range": '"1"' });
  });

  test("goes by the date where the ETag is weak", async () => {
    const date = "Wed, 21 Oct 2015 07:28:00 GMT";
    server.files.set("/model.onnx", { bytes: right, etag: 'W/"1"', lastModified: date });
    fault({ kind: "cut", after: 100_000 });
    await load();
    expect(asked()[1]?.headers["if-range"]).toBe(date);
  });

  test("goes on without a condition where the server names neither, and the digest tells", async () => {
    server.files.set("/model.onnx", { bytes: right });
    fault({ kind: "cut", after: 100_000 });
    expect((await load()).bytes).toEqual(right);
    expect(asked()[1]?.headers).toMatchObject({ range: "bytes=100000-" });
    expect(asked()[1]?.headers).not.toHaveProperty("if-range");
  });

  test("goes on at the next visit, by what was kept of it", async () => {
    fault({ kind: "cut", after: 100_000 });
    await expect(load({ retries: 0 })).rejects.toMatchObject({
      code: "model_unavailable",
      message: `${server.url}model.onnx: the connection broke`,
    });
    expect(await store.list()).toMatchObject([{ complete: false, bytes: 100_000 }]);
    events = [];
    expect((await load()).bytes).toEqual(right);
    expect(events[0]).toMatchObject({ loaded: 100_000, from: "network" });
    expect(asked()[1]?.headers.range).toBe("bytes=100000-");
    expect((await store.list()).every(({ complete }) => complete)).toBe(true);
  });

  test("goes on after it was aborted", async () => {
    const stop = new AbortController();
    const reason = new Error("the page was left");
    const onProgress = ({ loaded }: LoadProgress) => loaded >= 100_000 && stop.abort(reason);
    fault({ kind: "stall", after: 100_000 });
    await expect(load({ signal: stop.signal, onProgress })).rejects.toBe(reason);
    expect((await load()).bytes).toEqual(right);
    expect(asked()[1]?.headers.range).toBe("bytes=100000-");
  });

  test("starts anew if the server sends it whole", async () => {
    fault({ kind: "cut", after: 100_000 }, { kind: "whole" });
    expect((await load()).bytes).toEqual(right);
    expect(asked()).toHaveLength(2);
  });

  test("starts anew if the file is another by now", async () => {
    fault({ kind: "cut", after: 100_000 });
    await expect(load({ retries: 0 })).rejects.toThrow(Problem);
    const next = right.map((byte) => byte ^ 1);
    await serve(embedderCard(), next);
    server.files.set("/model.onnx", { bytes: next, etag: '"2"' });
    expect((await load()).bytes).toEqual(next);
  });

  test("of which the part is of a file that the server no longer has starts anew", async () => {
    const label = { name: card.name, modelId: card.modelId };
    const bytes = new Uint8Array(100_000);
    await store.append(card.weights.sha256, { label, validator: '"0"', offset: 0, bytes });
    expect((await load()).bytes).toEqual(right);
    expect(asked()).toHaveLength(1);
  });

  test("whose joined parts are of two files is loaded once more, whole", async () => {
    server.files.set("/model.onnx", { bytes: right });
    const label = { name: card.name, modelId: card.modelId };
    const bytes = new Uint8Array(100_000);
    await store.append(card.weights.sha256, { label, validator: "", offset: 0, bytes });
    expect((await load()).bytes).toEqual(right);
    expect(asked().map(({ headers }) => headers.range)).toEqual(["bytes=100000-", undefined]);
  });

  test("breaks as often as it likes, while each try gets further", async () => {
    fault(...Array.from({ length: 9 }, () => ({ kind: "cut", after: 30_000 }) as const));
    expect((await load({ retries: 1 })).bytes).toEqual(right);
    expect(asked()).toHaveLength(10);
  });

  test("is given up when nothing comes any more", async () => {
    fault({ kind: "stall", after: 100_000 }, { kind: "stall", after: 0 });
    await expect(load({ patience: 50, retries: 1 })).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("nothing came for 50 ms"),
    });
  });
});

describe("a server that fails", () => {
  test("is asked again, after growing pauses", async () => {
    fault({ kind: "status", status: 503 }, { kind: "status", status: 500 }, { kind: "status", status: 429 });
    const timeout = vi.spyOn(globalThis, "setTimeout");
    expect((await load({ backoff: 4, patience: 12_345, random: () => 0.5 })).bytes).toEqual(right);
    const pauses = timeout.mock.calls.map(([, milliseconds]) => milliseconds!).filter((ms) => [4, 8, 16].includes(ms));
    expect(pauses).toEqual([4, 8, 16]);
    timeout.mockRestore();
  });

  test("is left alone when it does not recover", async () => {
    fault(...Array.from({ length: 9 }, () => ({ kind: "status", status: 503 }) as const));
    await expect(load({ retries: 2 })).rejects.toMatchObject({
      code: "model_unavailable",
      message: `${server.url}model.onnx: HTTP 503`,
    });
    expect(asked()).toHaveLength(3);
  });

  test("that has no such file is asked once", async () => {
    server.files.delete("/model.onnx");
    await expect(load()).rejects.toMatchObject({ code: "model_unavailable", message: expect.stringMatching(/HTTP 404$/) });
    expect(asked()).toHaveLength(1);
  });

  test("that cannot be reached is a problem with its address", async () => {
    await server.stop();
    await expect(load({ retries: 1 })).rejects.toMatchObject({
      code: "model_unavailable",
      message: `${server.url}model.json: cannot be reached`,
    });
    server = await fileServer();
  });
});

describe("a wrong file", () => {
  test("is refused and not kept; the next try starts clean", async () => {
    server.files.set("/model.onnx", { bytes: right.map((byte) => byte ^ 1), etag: '"1"' });
    await expect(load()).rejects.toMatchObject({ code: "model_digest" });
    expect((await store.list()).map(({ key }) => key)).not.toContain(card.weights.sha256);
    server.files.set("/model.onnx", { bytes: right, etag: '"1"' });
    expect((await load()).bytes).toEqual(right);
    expect(asked().map(({ headers }) => headers.range)).toEqual([undefined, undefined]);
  });

  test.each([
    ["shorter", right.slice(1)],
    ["longer", Uint8Array.from([...right, 0])],
  ])("that is %s is refused before it is loaded", async (_, bytes) => {
    server.files.set("/model.onnx", { bytes });
    await expect(load()).rejects.toMatchObject({
      code: "model_digest",
      message: `model.onnx has not the ${size} bytes that its card says, but ${bytes.length}`,
    });
    expect(events.at(-1)?.loaded).toBe(0);
  });

  test("that is a page says so", async () => {
    server.files.set("/model.onnx", { bytes: Uint8Array.of(60), type: "text/html; charset=utf-8" });
    await expect(load()).rejects.toThrow("is an HTML page: is the address right?");
  });

  test("in the store is fetched anew, and is no error", async () => {
    await load();
    await store.put(card.weights.sha256, card, right.map((byte) => byte ^ 1));
    expect((await load()).bytes).toEqual(right);
    expect(await store.get(card.weights.sha256)).toEqual(right);
    expect(asked()).toHaveLength(2);
  });
});

describe("a card", () => {
  const serveCard = (text: string) => server.files.set("/model.json", { bytes: new TextEncoder().encode(text) });

  test("that is new is used at once", async () => {
    await load();
    const next = await serve(embedderCard(), right.map((byte) => byte ^ 1));
    expect((await load()).card).toEqual(next);
  });

  test("that is stored serves while its server fails, and while it does not answer", async () => {
    await load();
    server.faults.set("/model.json", [{ kind: "status", status: 503 }]);
    expect((await load()).card).toEqual(card);
    server.faults.set("/model.json", [{ kind: "stall", after: 3 }]);
    expect((await load({ cardPatience: 50 })).card).toEqual(card);
  });

  test("that the server no longer has is no longer used", async () => {
    await load();
    server.files.delete("/model.json");
    await expect(load()).rejects.toMatchObject({ code: "model_unavailable" });
  });

  test("that was changed by hand is refused, and the stored one stays", async () => {
    await load();
    serveCard(JSON.stringify({ ...card, dimension: 5 }));
    await expect(load()).rejects.toMatchObject({ code: "model_digest" });
    await server.stop();
    expect((await load()).card).toEqual(card);
    server = await fileServer();
  });

  test.each([
    ["{", "is not JSON"],
    ["<!doctype html>", "is an HTML page, not a card"],
    ['{"format":"likeness-card/9"}', 'format: "likeness-card/1" is needed, got "likeness-card/9"'],
  ])("that reads %s is refused", async (text, words) => {
    serveCard(text);
    await expect(load()).rejects.toMatchObject({ code: "card_malformed", message: expect.stringContaining(words) });
  });
});

describe("a store that fails", () => {
  const full = new Problem("model_store_failed", "memory: the quota is exceeded");
  const failing = (...operations: (keyof ModelStore)[]): ModelStore => ({
    ...store,
    ...Object.fromEntries(operations.map((operation) => [operation, () => Promise.reject(full)])),
  });

  test("to write costs the next visit a download, and says so", async () => {
    expect((await load({ store: failing("put", "append") })).bytes).toEqual(right);
    const warnings = events.flatMap(({ warning }) => warning ?? []);
    expect(new Set(warnings)).toEqual(new Set(["model_store_failed: memory: the quota is exceeded"]));
    expect(events.at(-1)?.loaded).toBe(size);
  });

  test("in everything is no reason not to load", async () => {
    const operations = ["get", "put", "part", "append", "delete", "list"] as const;
    expect((await load({ store: failing(...operations) })).bytes).toEqual(right);
  });
});

describe("versions", () => {
  const version = async (n: number) => {
    await serve(embedderCard(), right.map((byte) => byte ^ n));
    return (await load()).card.modelId;
  };
  const stored = async () => new Set((await store.list()).map(({ modelId }) => modelId));

  test("stay to the last but one when a new one is loaded", async () => {
    const clock = { hours: 0 };
    store = memoryStore({ now: () => clock.hours++ * 3_600_000 });
    options = { ...options, store };
    const ids: string[] = [];
    for (const n of [1, 2, 3]) ids.push(await version(n));
    expect(await stored()).toEqual(new Set(ids.slice(1)));
  });

  test("stay when the new one could not be loaded, and without a network the old one serves", async () => {
    const first = await version(1);
    await serve(embedderCard(), right);
    server.files.delete("/model.onnx");
    await expect(load({ keep: 0 })).rejects.toThrow(Problem);
    expect(await stored()).toEqual(new Set([first]));
    await server.stop();
    expect((await load()).card.modelId).toBe(first);
    server = await fileServer();
  });
});

describe("three models", () => {
  const cards = async () => ({
    detector: await serve(detectorCard(), right.slice(0, 1_000), "detector"),
    landmarker: await serve(landmarkerCard(), right.slice(0, 2_000), "landmarker"),
    embedder: await serve(embedderCard(), right.slice(0, 3_000), "embedder"),
  });
  const sources = (names = ["detector", "landmarker", "embedder"]) => {
    const [detector, landmarker, embedder] = names.map((name) => new URL(`${name}.json`, server.url));
    return { detector: detector!, landmarker: landmarker!, embedder: embedder! };
  };

  test("load side by side, with one account of it", async () => {
    const expected = await cards();
    const models = await loadModels(sources(), options);
    expect(models.detector.card).toEqual(expected.detector);
    expect(models.embedder.bytes).toEqual(right.slice(0, 3_000));
    const sums = events.map(({ all }) => all.loaded);
    expect(new Set(events.map(({ all }) => all.total))).toEqual(new Set([6_000]));
    expect(sums).toEqual(sums.toSorted((a, b) => a - b));
    expect(sums.at(-1)).toBe(6_000);
  });

  test("if one fails the others are given up", async () => {
    await cards();
    server.faults.set("/embedder.onnx", [{ kind: "status", status: 404 }]);
    server.faults.set("/detector.onnx", [{ kind: "stall", after: 10 }]);
    await expect(loadModels(sources(), options)).rejects.toMatchObject({ code: "model_unavailable" });
  });

  test("a card in another's place is refused before its weights are loaded", async () => {
    await cards();
    await expect(loadModels(sources(["landmarker", "landmarker", "embedder"]), options)).rejects.toMatchObject({
      code: "card_malformed",
      message: expect.stringMatching(/^task: the detector needs "detect", fixture-points@[0-9a-f]+ is for "landmarks"$/),
    });
    expect(events).toEqual([]);
  });

  test("nothing is asked for after an abort", async () => {
    const reason = new Error("no longer wanted");
    await expect(loadModels(sources(), { ...options, signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(server.requests).toEqual([]);
  });
});

describe("a model by path", () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "likeness model-"));
    await writeFile(join(directory, "card.json"), JSON.stringify(card));
    await writeFile(join(directory, "model.onnx"), right);
  });

  afterEach(() => rm(directory, { recursive: true }));

  test.each<[string, (path: string) => string | URL]>([
    ["a path", (path) => path],
    ["a file URL", pathToFileURL],
  ])("as %s is read where it lies, and not stored", async (_, as) => {
    expect(await loadModel(as(join(directory, "card.json")), options)).toEqual({ card, bytes: right });
    expect(events).toMatchObject([{ from: "file", loaded: size }]);
    expect(await store.list()).toEqual([]);
  });

  test("has its weights in the directory that is given", async () => {
    const path = join(directory, "card.json");
    await expect(loadModel(path, { ...options, directory: join(directory, "weights") })).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("weights"),
    });
    expect((await loadModel(path, { ...options, directory })).bytes).toEqual(right);
  });

  test.each(["none.json", "broken.json"])("is a problem that names %s", async (name) => {
    await writeFile(join(directory, "broken.json"), "{");
    await expect(loadModel(join(directory, name), options)).rejects.toMatchObject({
      message: expect.stringContaining(name),
    });
  });

  test("may have a path and its weights on the network", async () => {
    const weights = new URL("model.onnx", server.url).href;
    expect((await loadModel({ card: join(directory, "card.json"), weights }, options)).bytes).toEqual(right);
  });
});
