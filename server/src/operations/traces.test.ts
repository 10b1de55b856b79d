import { createServer, type IncomingMessage } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createClient } from "@likeness/sdk/client";
import { normalize, sha256Hex, type EmbedderCard } from "@likeness/sdk/core";
import { parseKeyRing } from "@likeness/sdk/host";
import { createApp } from "../app.ts";
import { engineOf } from "../index/engine.ts";
import { openStore } from "../store/store.ts";
import { admission, defaultAdmission } from "./admission.ts";
import { otlpTraces } from "./otlp-traces.ts";
import { noTraces, type Traces } from "./traces.ts";
import card from "../../../models/cards/dlib-resnet.json" with { type: "json" };

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
  readonly status: { readonly code?: number };
}

/** What a collector is sent: OTLP/HTTP in JSON. */
const received: string[] = [];
const collector = createServer(async (request: IncomingMessage, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  received.push(Buffer.concat(parts).toString());
  response.writeHead(200, { "content-type": "application/json" }).end("{}");
});
beforeEach(async () => {
  received.length = 0;
  collector.listen(0, "127.0.0.1");
  await once(collector, "listening");
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${(collector.address() as AddressInfo).port}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  collector.close();
});

const spansOf = (): Span[] =>
  received.flatMap((body) => {
    const { resourceSpans } = JSON.parse(body) as { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };
    return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  });

async function serverWith(traces: Traces) {
  const store = openStore(":memory:");
  const keys = parseKeyRing(
    JSON.stringify({ [await sha256Hex("key")]: { kind: "secret", tenant: "acme", scores: true } }),
  );
  const cards = [card as unknown as EmbedderCard];
  const app = createApp({ store, engine: engineOf("scan"), cards, keys, limits: admission(defaultAdmission), traces });
  const traceparent = `00-${"ab".repeat(16)}-${"cd".repeat(8)}-01`;
  const fetch: typeof globalThis.fetch = (input, init) => {
    const headers = new Headers(init?.headers);
    headers.set("traceparent", traceparent);
    return Promise.resolve(app.fetch(new Request(input, { ...init, headers })));
  };
  const client = createClient({ endpoint: "http://server.test", key: "key", fetch, retries: 0 });
  return { client, close: async () => (await app.close(), store.close()) };
}

const template = { modelId: card.modelId, vector: normalize(Array.from({ length: 128 }, (_, i) => Math.sin(i))) };

test("each call is a span of its caller's trace, with its parts below it, and says nothing of whom it was about", async () => {
  const traces = otlpTraces();
  const { client, close } = await serverWith(traces);
  await client.enrol({ collection: "the-staff", subject: "ada-lovelace" }, template);
  await client.identify("the-staff", template);
  await expect(client.read({ collection: "the-staff", subject: "nobody-at-all" })).rejects.toMatchObject({
    status: 404,
  });
  await close();
  await traces.close();

  const spans = spansOf();
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(["ab".repeat(16)]));
  const calls = spans.filter(({ parentSpanId }) => parentSpanId === "cd".repeat(8));
  expect(calls.map(({ name }) => name)).toEqual(["enrol", "identify", "read"]);
  const [enrol, identify, read] = calls as [Span, Span, Span];
  const below = ({ spanId }: Span) =>
    spans.filter(({ parentSpanId }) => parentSpanId === spanId).map(({ name }) => name);
  expect(below(enrol)).toEqual(["admission", "store enrol"]);
  expect(below(identify)).toEqual(["admission", "search"]);
  const attributes = ({ attributes: all }: Span) => Object.fromEntries(all.map(({ key, value }) => [key, value]));
  const search = spans.find(({ name }) => name === "search")!;
  expect(attributes(search)).toEqual({ "likeness.compared": { intValue: 1 }, "likeness.exact": { boolValue: true } });
  expect(attributes(read)).toMatchObject({
    "error.type": { stringValue: "unknown_subject" },
    "http.response.status_code": { intValue: 404 },
  });
  for (const word of ["ada-lovelace", "the-staff", "nobody-at-all", "acme"])
    expect(received.join()).not.toContain(word);
});

test("a caller's trace that cannot be read begins none that is broken", async () => {
  const traces = otlpTraces();
  for (const traceparent of ["", "00-zz", `01-${"ab".repeat(16)}-${"cd".repeat(8)}-01`]) {
    const request = new Request("http://server.test/v1/health", { headers: { traceparent } });
    await traces.call(request, () => new Response());
  }
  await expect(
    traces.call(new Request("http://server.test"), () => Promise.reject(new Error("a bug"))),
  ).rejects.toThrow("a bug");
  await traces.close();
  const spans = spansOf();
  expect(spans).toHaveLength(4);
  expect(spans.every(({ parentSpanId }) => !parentSpanId)).toBe(true);
  expect(spans.map(({ status }) => status.code ?? 0)).toEqual([0, 0, 0, 2]);
});

test("without them a call is answered as it is", async () => {
  const { client, close } = await serverWith(noTraces);
  await client.enrol({ collection: "staff", subject: "ada" }, template);
  expect((await client.identify("staff", template)).candidates[0]?.subject).toBe("ada");
  await close();
  await noTraces.close();
  expect(received).toEqual([]);
});
