import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { toBase64Url } from "../core/index.ts";
import { linkHeader, linkSigner, linkVerifier, memoryNonces, sequenceHeader, type LinkKey } from "./index.ts";

const newSecret = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));
const [old, fresh, others] = ["old", "fresh", "others"].map((id): LinkKey => ({ id, secret: newSecret() })) as [
  LinkKey,
  LinkKey,
  LinkKey,
];
const keys = {
  old: { tenant: "acme", secret: old.secret },
  fresh: { tenant: "acme", secret: fresh.secret },
  others: { tenant: "umbrella", secret: others.secret },
};

const began = Date.parse("2026-01-02T03:04:05Z");
let time: number;
const now = () => new Date(time);
let verifier: ReturnType<typeof linkVerifier>;

beforeEach(() => {
  time = began;
  verifier = linkVerifier(keys, { now });
});

const call = { method: "POST", path: "/v1/collections/staff/subjects/ada/templates?x=1", body: '{"a":1}' };
const sent = { ...call, headers: { "Idempotency-Key": "once" } };

async function signed(key: LinkKey = old, changes: Partial<typeof sent> = {}, sequence?: number): Promise<Request> {
  const { method, path, headers, body } = { ...sent, ...changes };
  const sign = linkSigner([key], { now, sequence });
  return new Request(`http://server.test${path}`, {
    method,
    headers: { ...headers, ...(await sign({ method, path, headers, body })) },
    body,
  });
}

interface Altered {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Record<string, string>;
}

/** The same call, as far as the verifier looks at it, but for what is changed. */
function altered(request: Request, changes: Altered): Request {
  const { method = request.method, url = request.url } = changes;
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(changes.headers ?? {})) headers.set(name, value);
  return new Request(url, { method, headers, body: call.body });
}

const bytesOf = (text: string) => async () => new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
const verify = (request: Request, body: string = call.body) => verifier(request, bytesOf(body));
const refused = { name: "Problem", code: "signature_invalid" };

describe("a call that a worker has signed", () => {
  test("[LNK1] is its tenant's, with a number if it has one", async () => {
    expect(await verify(await signed(old, {}, 7))).toEqual({
      id: "old",
      tenant: "acme",
      kind: "secret",
      scores: true,
      offline: false,
      identify: true,
      sequence: 7,
    });
    expect(await verify(await signed(others))).toMatchObject({ tenant: "umbrella", sequence: undefined });
  });

  test("[LNK1] may be signed with either of two keys, and by the first of them", async () => {
    for (const key of [old, fresh]) expect(await verify(await signed(key))).toMatchObject({ tenant: "acme" });
    const headers = await linkSigner([fresh, old], { now })(sent);
    expect(headers[linkHeader]).toMatch(/^key=fresh, /);
  });

  test("[LNK1] with a key that was taken away is refused", async () => {
    verifier = linkVerifier({ fresh: keys.fresh }, { now });
    await expect(verify(await signed(old))).rejects.toMatchObject(refused);
    await expect(verify(await signed({ id: "__proto__", secret: old.secret }))).rejects.toMatchObject(refused);
  });

  test("without a body is signed too", async () => {
    const headers = await linkSigner([old], { now })({ method: "GET", path: "/v1/x", headers: {}, body: undefined });
    const request = new Request("http://server.test/v1/x", { headers });
    expect(await verify(request, "")).toMatchObject({ tenant: "acme" });
  });

  test("that has no signature is left to others", async () => {
    const headers = { Authorization: "Bearer x" };
    expect(await verify(new Request("http://server.test/", { headers }))).toBeUndefined();
  });
});

describe("[LNK2] what is altered is refused:", () => {
  const relinked = (request: Request, change: (link: string) => string) =>
    altered(request, { headers: { [linkHeader]: change(request.headers.get(linkHeader)!) } });

  test.each<[what: string, alter: (request: Request) => Request]>([
    ["the method", (request) => altered(request, { method: "PUT" })],
    ["the path", (request) => altered(request, { url: request.url.replace("ada", "bob") })],
    ["the query", (request) => altered(request, { url: request.url.replace("x=1", "x=2") })],
    ["the query, left out", (request) => altered(request, { url: request.url.replace("?x=1", "") })],
    ["the number", (request) => altered(request, { headers: { [sequenceHeader]: "8" } })],
    ["the idempotency key", (request) => altered(request, { headers: { "Idempotency-Key": "twice" } })],
    ["the key", (request) => relinked(request, (link) => link.replace("old", "fresh"))],
    ["the time", (request) => relinked(request, (link) => link.replace(`${began}`, `${began + 1}`))],
    ["the nonce", (request) => relinked(request, (link) => link.replace(/nonce=.{22}/, `nonce=${"A".repeat(22)}`))],
    ["the header's form", (request) => relinked(request, (link) => `${link}, x=1`)],
  ])("%s", async (_, alter) => {
    const request = await signed(old, {}, 7);
    await expect(verify(alter(request))).rejects.toMatchObject(refused);
    // And it was that alone: the call as it was signed still counts.
    expect(await verify(request)).toMatchObject({ sequence: 7 });
  });

  test("the key, though another tenant's has the same secret", async () => {
    verifier = linkVerifier({ ...keys, twin: { tenant: "umbrella", secret: old.secret } }, { now });
    const request = relinked(await signed(), (link) => link.replace("key=old", "key=twin"));
    await expect(verify(request)).rejects.toMatchObject(refused);
  });

  test("the number, left out or put in", async () => {
    const numbered = await signed(old, {}, 7);
    numbered.headers.delete(sequenceHeader);
    await expect(verify(numbered)).rejects.toMatchObject(refused);
    const put = altered(await signed(), { headers: { [sequenceHeader]: "7" } });
    await expect(verify(put)).rejects.toMatchObject(refused);
  });

  const none = ["0", "-1", "1.5", "1e3", "", "9007199254740992", "x", "7, 7"];

  test.each(none)("a number that is none: %s", async (number) => {
    for (const request of [await signed(old, {}, 7), await signed()]) {
      const changed = altered(request, { headers: { [sequenceHeader]: number } });
      await expect(verify(changed)).rejects.toMatchObject(refused);
    }
  });

  test("a number without a signature", async () => {
    const request = new Request("http://server.test/", { headers: { [sequenceHeader]: "7" } });
    await expect(verify(request)).rejects.toMatchObject(refused);
  });

  test("any byte of the body, and any of the signature", async () => {
    const byte = fc.integer({ min: 1, max: 255 });
    const altering = fc.oneof(
      fc.record({ at: fc.nat(call.body.length - 1), by: byte }).map(({ at, by }) => ({ body: { at, by } })),
      fc.record({ at: fc.nat(31), bit: fc.nat(7) }).map((signature) => ({ signature })),
    );
    await fc.assert(
      fc.asyncProperty(altering, async (change) => {
        const request = await signed();
        const body = new TextEncoder().encode(call.body);
        if ("body" in change) body[change.body.at]! ^= change.body.by;
        else {
          const [head, signature] = request.headers.get(linkHeader)!.split("signature=") as [string, string];
          const bytes = Buffer.from(signature, "base64url");
          bytes[change.signature.at]! ^= 1 << change.signature.bit;
          request.headers.set(linkHeader, `${head}signature=${bytes.toString("base64url")}`);
        }
        await expect(verifier(request, async () => body)).rejects.toMatchObject(refused);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("[LNK2] a call counts once:", () => {
  test("made again, it is refused", async () => {
    const request = await signed();
    await verify(request);
    time += 59_000;
    await expect(verify(request)).rejects.toMatchObject({ ...refused, message: "it was made before" });
  });

  test("made twice at the same time, one is refused", async () => {
    const request = await signed();
    const both = await Promise.allSettled([verify(request), verify(request)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test.each([1, -1])("by a clock that is a minute off (%d), it is taken; by one that is more, refused", async (way) => {
    time += 3_600_000;
    const request = await signed();
    time += way * 60_001;
    await expect(verify(request)).rejects.toMatchObject(refused);
    time -= way;
    expect(await verify(request)).toMatchObject({ tenant: "acme" });
  });

  test("signed before a restart, it is refused, because nobody knows whether it was made before", async () => {
    const request = await signed();
    await verify(request);
    time += 1;
    verifier = linkVerifier(keys, { now });
    await expect(verify(request)).rejects.toMatchObject({ message: "it was signed before this server began" });
    expect(await verify(await signed())).toMatchObject({ tenant: "acme" });
  });

  test("[LNK2] a verifier that is begun by the call takes what was signed a little before, once, and nothing older", async () => {
    const [request, old] = [await signed(), await signed()];
    time += 30_000;
    verifier = linkVerifier(keys, { now, since: new Date(0) });
    expect(await verify(request)).toMatchObject({ tenant: "acme" });
    await expect(verify(request)).rejects.toMatchObject({ message: "it was made before" });
    time += 30_001;
    await expect(verify(old)).rejects.toMatchObject({ message: "it was signed more than a minute from now" });
  });

  test("with a body that is held back until its time is over, it is refused", async () => {
    const request = await signed();
    const slow = async () => {
      time += 60_001;
      return bytesOf(call.body)();
    };
    await expect(verifier(request, slow)).rejects.toMatchObject(refused);
  });

  test("an altered one does not use the true one up", async () => {
    const request = await signed();
    await expect(verify(request, "{}")).rejects.toMatchObject(refused);
    expect(await verify(request)).toMatchObject({ tenant: "acme" });
  });

  test("where there is no room to remember it, it waits, and none is forgotten early", async () => {
    verifier = linkVerifier(keys, { now, seen: memoryNonces(2) });
    const taken = [await signed(), await signed()];
    for (const request of taken) await verify(request);
    await expect(verify(await signed())).rejects.toMatchObject({ code: "rate_limited", retryAfter: 10 });
    for (const request of taken) await expect(verify(request)).rejects.toMatchObject(refused);
    time += 80_000;
    expect(await verify(await signed())).toMatchObject({ tenant: "acme" });
  });
});
