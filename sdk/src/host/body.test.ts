import { describe, expect, test, vi } from "vitest";
import { sha256Hex } from "../core/index.ts";
import { bodyLimitBytes } from "./body.ts";
import type { Gallery } from "./gallery.ts";
import { ada, encoded, enrolled, hostOver, post } from "./host.fixture.ts";

const path = `${ada}/templates`;
const enrolling = () => vi.fn<Gallery["enrol"]>(async () => enrolled);

/** As a client sends that does not know the length beforehand, or lies about it. */
function streamed(bytes: Uint8Array, headers: Record<string, string> = {}): RequestInit {
  const stream = new ReadableStream({
    start(controller) {
      for (let i = 0; i < bytes.length; i += 1000) controller.enqueue(bytes.subarray(i, i + 1000));
      controller.close();
    },
  });
  return { ...post("", headers), body: stream, duplex: "half" } as RequestInit;
}

const text = (length: number) => JSON.stringify({ template: encoded }).padEnd(length);
const named = (hall: string) => JSON.stringify({ template: encoded, metadata: { hall } });
const bytes = (length: number) => new TextEncoder().encode(text(length));

describe("[LIM1] a body's limit holds", () => {
  test.each<{ how: string; init: (length: number) => RequestInit }>([
    { how: "declared", init: (length) => post(text(length), { "Content-Length": String(length) }) },
    { how: "streamed", init: (length) => streamed(bytes(length)) },
    { how: "said to be shorter", init: (length) => streamed(bytes(length), { "Content-Length": "5" }) },
    { how: "said to be of no length", init: (length) => streamed(bytes(length), { "Content-Length": "many" }) },
  ])("for one that is $how", async ({ init }) => {
    const host = hostOver({ enrol: enrolling() });
    expect((await host.request(path, init(bodyLimitBytes))).status).toBe(201);
    const tooLarge = await host.request(path, init(bodyLimitBytes + 1));
    expect(tooLarge.status).toBe(413);
    expect(await tooLarge.json()).toMatchObject({ code: "body_too_large", detail: "at most 16384 bytes" });
  });

  test("and no more of an endless one is read", async () => {
    let pulled = 0;
    const endless = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array((pulled += 1, 1024))) });
    const init = { ...post(""), body: endless, duplex: "half" } as RequestInit;
    expect((await hostOver().request(path, init)).status).toBe(413);
    expect(pulled).toBeLessThan(20);
  });
});

describe("a body is", () => {
  test("[LIM3] refused when it breaks off, and that is no failure of the host's", async () => {
    const [enrol, onFailure] = [enrolling(), vi.fn()];
    const broken = new ReadableStream({
      start: (controller) => controller.enqueue(bytes(0).subarray(0, 100)),
      pull: (controller) => controller.error(new Error("the connection was lost")),
    });
    const init = { ...post(""), body: broken, duplex: "half" } as RequestInit;
    const response = await hostOver({ enrol }, { onFailure }).request(path, init);
    expect(await response.json()).toMatchObject({ code: "bad_json", detail: "the body breaks off" });
    expect(enrol).not.toHaveBeenCalled();
    expect(onFailure).not.toHaveBeenCalled();
  });

  test.each([
    ["a byte in a text that is no UTF-8", new TextEncoder().encode(named("?")).map((byte) => (byte === 0x3f ? 0xff : byte))],
    ["a byte order mark before it", Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes(0))],
  ])("[LIM3] refused with %s: what is decoded is what was sent", async (_, body) => {
    const enrol = enrolling();
    const response = await hostOver({ enrol }).request(path, streamed(body));
    expect(await response.json()).toMatchObject({ code: "bad_json", status: 400 });
    expect(enrol).not.toHaveBeenCalled();
  });

  test("told apart from another by its bytes, blanks and all", async () => {
    const enrol = enrolling();
    const body = JSON.stringify({ template: encoded }, null, 2);
    await hostOver({ enrol }).request(path, post(body, { "Idempotency-Key": "once" }));
    expect(enrol.mock.lastCall?.[2].idempotency).toEqual({ key: "once", digest: await sha256Hex(body) });
  });

  test.each([
    ["a prototype", '{"template": T, "__proto__": {"scores": true}}'],
    ["a prototype, deeper", '{"template": {"modelId": "m", "encoding": "f32", "data": "", "__proto__": {}}}'],
    ["a constructor", '{"template": T, "constructor": {"prototype": {"scores": true}}}'],
    ["an unknown member", '{"template": T, "score": 1}'],
    ["depth without end", `{"template": ${"[".repeat(4_000)}${"]".repeat(4_000)}}`],
  ])("[LIM1] refused with %s", async (_, body) => {
    const response = await hostOver().request(path, post(body.replace("T", JSON.stringify(encoded))));
    expect(await response.json()).toMatchObject({ code: "invalid_request", status: 422 });
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  test("metadata named like an object's prototype reach nothing", async () => {
    const enrol = enrolling();
    const body = `{"template": ${JSON.stringify(encoded)}, "metadata": {"__proto__": "x", "hall": "7"}}`;
    await hostOver({ enrol }).request(path, post(body));
    expect(enrol.mock.lastCall?.[2].metadata).toEqual({ hall: "7" });
    expect(Object.getPrototypeOf(enrol.mock.lastCall?.[2].metadata)).toBe(Object.prototype);
  });

  test("told what is wrong with it in few words, however much that is", async () => {
    const names = Array.from({ length: 1_000 }, (_, i) => [`name${i}`, 1]);
    const body = { template: encoded, ...Object.fromEntries(names) };
    const { detail } = (await (await hostOver().request(path, post(body))).json()) as { detail: string };
    expect(detail.length).toBeLessThan(1_100);
  });
});
