import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { fromBase64Url, toBase64Url, type Problem } from "@likeness/sdk/core";
import { challengeLife, checkChallenge, expiryOf, issueChallenge } from "./challenge.ts";

const now = new Date("2026-05-01T12:00:00.000Z");
const address = { tenant: "acme", collection: "staff", subject: "ada" };

const newKey = () =>
  crypto.subtle.generateKey({ name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]) as Promise<CryptoKey>;
const after = (milliseconds: number) => new Date(now.getTime() + milliseconds);

let key: CryptoKey;
let nonce: string;

beforeAll(async () => {
  key = await newKey();
  nonce = (await issueChallenge(key, address, now)).nonce;
});

const outcome = (asked: { key?: CryptoKey; address?: typeof address; nonce?: string; now?: Date }) =>
  checkChallenge(asked.key ?? key, asked.address ?? address, asked.nonce ?? nonce, asked.now ?? now).then(
    () => "holds",
    ({ code }: Problem) => code,
  );

describe("[CHA1] a challenge", () => {
  test("holds for sixty seconds", async () => {
    const { expiresAt, nonce } = await issueChallenge(key, address, now);
    expect(expiresAt).toBe("2026-05-01T12:01:00.000Z");
    expect(expiryOf(nonce)).toBe(Date.parse(expiresAt));
    expect(await outcome({ nonce, now: after(challengeLife - 1) })).toBe("holds");
  });

  test("begins with 256 bits of the randomness it is given", async () => {
    const given: number[] = [];
    const random = (bytes: Uint8Array<ArrayBuffer>) => (given.push(bytes.length), bytes.fill(0xab));
    const { nonce } = await issueChallenge(key, address, now, random);
    expect(given).toEqual([32]);
    expect(fromBase64Url(nonce).slice(0, 32)).toEqual(new Uint8Array(32).fill(0xab));
  });

  test("is another each time", async () => {
    const nonces = await Promise.all(Array.from({ length: 100 }, () => issueChallenge(key, address, now)));
    expect(new Set(nonces.map(({ nonce }) => nonce)).size).toBe(100);
  });
});

describe("[CHA3] what is not accepted", () => {
  test("has expired", async () => {
    expect(await outcome({ now: after(challengeLife) })).toBe("challenge_invalid");
    expect(await outcome({ now: after(challengeLife + 1) })).toBe("challenge_invalid");
  });

  test.each([
    ["tenant", { ...address, tenant: "umbrella" }],
    ["collection", { ...address, collection: "guests" }],
    ["subject", { ...address, subject: "bob" }],
    ["subject, its letters moved", { ...address, collection: "staffa", subject: "da" }],
    ["tenant, its letters moved", { ...address, tenant: "acmes", collection: "taff" }],
  ])("is of another %s", async (_, other) => {
    expect(await outcome({ address: other })).toBe("challenge_invalid");
  });

  test("is of another worker", async () => {
    expect(await outcome({ key: await newKey() })).toBe("challenge_invalid");
  });

  test("has a byte that was changed, whichever it is", async () => {
    const bytes = fromBase64Url(nonce);
    for (const at of bytes.keys()) {
      const changed = bytes.slice();
      changed[at]! ^= 1 << (at % 8);
      expect(await outcome({ nonce: toBase64Url(changed) }), `byte ${at}`).toBe("challenge_invalid");
    }
  });

  test("has an end that was moved", async () => {
    const bytes = fromBase64Url(nonce);
    new DataView(bytes.buffer).setBigUint64(32, BigInt(after(10 * challengeLife).getTime()));
    expect(await outcome({ nonce: toBase64Url(bytes) })).toBe("challenge_invalid");
  });

  test("is anything else", async () => {
    const text = fc.oneof(fc.string({ maxLength: 200 }), fc.string({ unit: "binary", minLength: 96, maxLength: 96 }));
    const bytes = fc.uint8Array({ minLength: 60, maxLength: 80 }).map(toBase64Url);
    const part = fc.nat(nonce.length - 1).map((end) => nonce.slice(0, end));
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(text, bytes, part, fc.constant(`${nonce}A`), fc.constant(`${nonce}==`)),
        async (nonce) => {
          expect(await outcome({ nonce })).toBe("challenge_invalid");
        },
      ),
    );
  });
});

test("[CHA1] [CHA3] a challenge holds for whom it was given to, until it ends, and for nobody else", async () => {
  const name = fc.stringMatching(/^[a-z:0-9]{1,6}$/);
  const names = fc.record({ tenant: name, collection: name, subject: name });
  await fc.assert(
    fc.asyncProperty(names, names, fc.nat(2 * challengeLife), async (given, asked, late) => {
      const { nonce } = await issueChallenge(key, given, now);
      const isSame = JSON.stringify(given) === JSON.stringify(asked);
      const expected = isSame && late < challengeLife ? "holds" : "challenge_invalid";
      expect(await outcome({ nonce, address: asked, now: after(late) })).toBe(expected);
      expect(await outcome({ nonce, address: given, now: after(late) })).toBe(
        late < challengeLife ? "holds" : "challenge_invalid",
      );
    }),
  );
});
