import { beforeEach, describe, expect, test } from "vitest";
import type { CDPSession } from "@vitest/browser-playwright";
import { cdp } from "vitest/browser";
import { browserStore, cacheApiStore, indexedDbStore, loadModel, loadModels, type LoadProgress } from "./browser.ts";
import { storeContract } from "./store/store-contract.ts";

let count = 0;

storeContract("the Cache API", async () => {
  const cache = `test-${count++}`;
  await caches.delete(cache);
  return { open: (now) => cacheApiStore({ cache, now }), isLasting: true };
});

storeContract("IndexedDB of Chromium", async () => {
  const database = `test-${count++}`;
  await new Promise((resolve) => indexedDB.deleteDatabase(database).addEventListener("success", resolve));
  return { open: (now) => indexedDbStore({ database, now }), isLasting: true };
});

/** What a fresh page of this origin answers, running a program that has the loader. */
async function askFrame(program: string): Promise<unknown> {
  const frame = document.createElement("iframe");
  frame.srcdoc = `<script type="module">
    import { loadModel, loadModels } from "${new URL("./browser.ts", import.meta.url).pathname}";
    const answer = (data) => parent.postMessage(data);
    try {${program}} catch (error) { answer(String(error)); }
  </script>`;
  const answer = new Promise((resolve) => {
    addEventListener("message", ({ data, source }) => source === frame.contentWindow && resolve(data));
  });
  document.body.append(frame);
  try {
    return await answer;
  } finally {
    frame.remove();
  }
}

describe("in a page", () => {
  const sources = {
    detector: "/models/cards/ultraface-rfb.json",
    landmarker: "/models/cards/landmark-68.json",
    embedder: "/models/cards/dlib-resnet.json",
  };
  const directory = "/models/build/";

  beforeEach(async () => {
    await caches.delete("likeness-models");
  });

  test("the models come from the network once, and survive the page", async () => {
    const first: LoadProgress[] = [];
    const loaded = await loadModels(sources, { directory, onProgress: (event) => first.push(event) });
    expect(first.at(-1)).toMatchObject({ from: "network" });
    expect(first.at(-1)!.all.loaded).toBe(first.at(-1)!.all.total);

    // In a page of its own, loaded after these: what it has, it has of the store.
    const second = await askFrame(`
      const told = [];
      const refuse = (url, init) =>
        String(url).endsWith(".onnx") ? Promise.reject(new TypeError("no network")) : fetch(url, init);
      const { embedder } = await loadModels(${JSON.stringify(sources)}, {
        directory: "${directory}", retries: 0, fetch: refuse, onProgress: ({ from }) => told.push(from),
      });
      answer({ id: embedder.card.modelId, bytes: embedder.bytes.length, told });
    `);
    expect(second).toEqual({
      id: loaded.embedder.card.modelId,
      bytes: loaded.embedder.bytes.length,
      told: ["store", "store", "store"],
    });
  });

  test("a download that broke off with its page goes on in the next", async () => {
    const cut = async (...request: Parameters<typeof fetch>) => {
      const response = await fetch(...request);
      if (!response.url.endsWith(".onnx")) return response;
      const start = new Uint8Array(await response.arrayBuffer()).slice(0, 100_000);
      const rest = new ReadableStream<Uint8Array>(
        {
          start: (controller) => controller.enqueue(start),
          pull: (controller) => controller.error(new TypeError("the network changed")),
        },
        // Nothing ahead of the reader: an error would take what lies in the queue with it.
        { highWaterMark: 0 },
      );
      return new Response(rest, { headers: response.headers });
    };
    await expect(loadModel(sources.embedder, { directory, fetch: cut, retries: 0 })).rejects.toMatchObject({
      code: "model_unavailable",
    });
    expect(await askFrame(`
      const ranges = [];
      const watched = (url, init) => (ranges.push(init.headers?.Range), fetch(url, init));
      const { bytes } = await loadModel("${sources.embedder}", { directory: "${directory}", fetch: watched });
      answer({ ranges, bytes: bytes.length });
    `)).toEqual({ ranges: [undefined, "bytes=100000-"], bytes: 6_481_974 });
  });

  test("a worker finds what the page stored", async () => {
    await loadModel(sources.detector, { directory });
    const module = `
      import { loadModel } from "${new URL("./browser.ts", import.meta.url).href}";
      const origin = "${location.origin}";
      loadModel(origin + "${sources.detector}", {
        directory: origin + "${directory}", onProgress: ({ from }) => postMessage(from),
      }).catch((error) => postMessage(String(error)));`;
    const worker = new Worker(URL.createObjectURL(new Blob([module], { type: "text/javascript" })), { type: "module" });
    const from = await new Promise((resolve) => worker.addEventListener("message", ({ data }) => resolve(data)));
    worker.terminate();
    expect(from).toBe("store");
  });

  test("a stored model that was damaged is fetched anew", async () => {
    const { card, bytes } = await loadModel(sources.landmarker, { directory });
    await browserStore().put(card.weights.sha256, card, new Uint8Array(bytes.length));
    const events: LoadProgress[] = [];
    const again = await loadModel(sources.landmarker, { directory, onProgress: (event) => events.push(event) });
    expect(again.bytes).toEqual(bytes);
    expect(events.at(-1)).toMatchObject({ from: "network" });
  });

  test("where storage is full, models load all the same, and it is said", async () => {
    const session = cdp() as CDPSession;
    const quota = (bytes?: number) =>
      session.send("Storage.overrideQuotaForOrigin", { origin, ...(bytes !== undefined && { quotaSize: bytes }) });
    await quota(1_000);
    const events: LoadProgress[] = [];
    const load = () => loadModel(sources.landmarker, { directory, onProgress: (event) => events.push(event) });
    try {
      const { card, bytes } = await load();
      expect(bytes.length).toBe(card.weights.bytes);
      expect(events.flatMap(({ warning }) => warning ?? [])).toContainEqual(
        expect.stringMatching(/^model_store_failed: the Cache API: .*quota/i),
      );
    } finally {
      await quota();
    }
    events.length = 0;
    await load();
    expect(events.map(({ warning }) => warning).filter(Boolean)).toEqual([]);
    events.length = 0;
    await load();
    expect(events).toMatchObject([{ from: "store" }]);
  });
});
