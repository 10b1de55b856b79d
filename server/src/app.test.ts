import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createClient } from "@likeness/sdk/client";
import { normalize, type EmbedderCard } from "@likeness/sdk/core";
import { linkSigner, type LinkKey, type Sign } from "@likeness/sdk/link";
import { createApp } from "./app.ts";
import { engineOf } from "./index/engine.ts";
import { openStore, type Store } from "./store/store.ts";

const key: LinkKey = { id: "k-1", secret: "s".repeat(43) };
const card = {
  modelId: "model@1",
  dimension: 3,
  calibration: { score: "cosine", thresholds: [{ score: 0.9, fmr: 1e-6, falseMatches: 1, fnmr: 0 }] },
} as unknown as EmbedderCard;
const ada = { collection: "staff", subject: "ada" };
const template = { modelId: "model@1", vector: normalize([1, 2, 3]) };
const endpoint = "http://server.test";

let time: number;
const now = () => new Date(time);
let store: Store;
let app: ReturnType<typeof createApp>;

const start = () =>
  createApp({
    store,
    engine: engineOf("flat"),
    cards: [card],
    keys: {},
    links: { [key.id]: { tenant: "acme", secret: key.secret } },
    now,
  });

beforeEach(() => {
  time = Date.parse("2026-01-02T03:04:05Z");
  store = openStore(":memory:", now);
  app = start();
});

afterEach(async () => {
  await app.close();
  store.close();
});

const client = (sign: Sign = linkSigner([key], { now }), fetch: typeof globalThis.fetch = taken()) =>
  createClient({ endpoint, sign, retries: 0, fetch });

/** What reaches the server is written down. */
function taken(requests: Request[] = []): typeof fetch {
  return async (...sent) => {
    const request = new Request(...sent);
    requests.push(request.clone());
    return app.fetch(request);
  };
}

describe("a worker", () => {
  test("[LNK1] needs no API key, and sees scores", async () => {
    expect(await client().enrol(ada, template)).toMatchObject({ templates: 1 });
    const { candidates } = await client().identify("staff", template);
    expect(candidates).toEqual([{ subject: "ada", rank: 1, score: expect.closeTo(1, 5) }]);
  });

  test("[LNK1] with a wrong secret gets nowhere", async () => {
    const wrong = linkSigner([{ id: key.id, secret: "x".repeat(43) }], { now });
    await expect(client(wrong).enrol(ada, template)).rejects.toMatchObject({ code: "signature_invalid", status: 401 });
    await expect(client(async () => ({})).read(ada)).rejects.toMatchObject({ code: "key_missing" });
    expect(store.spaces("acme", "staff")).toEqual([]);
  });

  test("[LNK2] cannot be repeated by who overhears it, at once or after a restart", async () => {
    const requests: Request[] = [];
    await client(undefined, taken(requests)).enrol(ada, template);
    const again = async () => (await app.fetch(requests[0]!.clone())).status;
    expect(await again()).toBe(401);
    time += 1;
    await app.close();
    app = start();
    expect(await again()).toBe(401);
    expect(store.subject({ tenant: "acme", ...ada })?.templates).toHaveLength(1);
  });

  test("[LNK2] cannot be made to say something else", async () => {
    const requests: Request[] = [];
    const dropped: typeof fetch = async (...sent) => {
      requests.push(new Request(...sent));
      throw new TypeError("it never arrived");
    };
    await expect(client(undefined, dropped).enrol(ada, template)).rejects.toMatchObject({ code: "unreachable" });
    const [request] = requests as [Request];
    const { url, headers } = request;
    const body = await request.clone().text();
    const altered = new Request(url, { method: "POST", headers, body: body.replace("model@1", "model@2") });
    expect((await app.fetch(altered)).status).toBe(401);
    const elsewhere = new Request(url.replace("ada", "eve"), { method: "POST", headers, body });
    expect((await app.fetch(elsewhere)).status).toBe(401);
    expect((await app.fetch(request)).status).toBe(201);
  });

  test("[LIM1] has the same limit to its bodies as anybody", async () => {
    const body = "x".repeat(16 * 1024 + 1);
    const path = "/v1/collections/staff:identify";
    const headers = await linkSigner([key], { now })({ method: "POST", path, headers: {}, body });
    const answer = await app.fetch(new Request(endpoint + path, { method: "POST", headers, body }));
    expect(await answer.json()).toMatchObject({ code: "body_too_large" });
  });

  test("[OUT3] numbers its changes", async () => {
    const numbered = (sequence: number) => client(linkSigner([key], { now, sequence }));
    await numbered(10).enrol(ada, template, { idempotencyKey: "t1" });
    expect(await numbered(10).enrol(ada, template, { idempotencyKey: "t1" })).toMatchObject({ templates: 1 });
    await expect(numbered(9).erase(ada)).rejects.toMatchObject({ code: "superseded", status: 409 });
    expect(await numbered(11).erase(ada)).toEqual({ subject: "ada", templates: 1 });
    const late = numbered(10).enrol(ada, template, { idempotencyKey: "t1" });
    await expect(late).rejects.toMatchObject({ code: "superseded" });
  });
});
