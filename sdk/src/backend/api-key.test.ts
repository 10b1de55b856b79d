import { describe, expect, test } from "vitest";
import { kindOfKey, newApiKey } from "./api-key.ts";
import { keyRingEntry } from "./key-ring-entry.ts";

const sevens = (bytes: Uint8Array<ArrayBuffer>) => bytes.fill(7);
const secret = newApiKey("secret", sevens);
const publishable = newApiKey("publishable", sevens);
const hash = async (text: string) =>
  Buffer.from(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toString("hex");

test("a key says what it is for, and has 256 random bits", () => {
  expect(secret).toBe(`likeness_sk_${Buffer.alloc(32, 7).toString("base64url")}`);
  expect(publishable).toBe(`likeness_pk_${Buffer.alloc(32, 7).toString("base64url")}`);
  expect(new Set(Array.from({ length: 100 }, () => newApiKey("secret"))).size).toBe(100);
});

test("what kind it is can be told of keys, and of nothing else", () => {
  expect([kindOfKey(secret), kindOfKey(publishable)]).toEqual(["secret", "publishable"]);
  for (const none of ["", "secret", secret.slice(1), secret.slice(0, -1), `${secret}A`, secret.replace("sk", "xk"), `${secret}\n`]) {
    expect(() => kindOfKey(none)).toThrow(expect.objectContaining({ code: "key_unknown" }));
    if (none) expect(() => kindOfKey(none)).not.toThrow(none);
  }
});

describe("an entry of a key ring", () => {
  test("[KEY1] has the key's hash and a public key, and nothing that the key could be had from", async () => {
    const [id, entry] = await keyRingEntry(secret, { tenant: "acme" });
    expect(id).toBe(await hash(secret));
    expect(entry).toEqual({ tenant: "acme", kind: "secret", tickets: expect.stringMatching(/^[\w-]{43}$/) });
    const whole = JSON.stringify([id, entry]);
    expect(whole).not.toContain(secret);
    expect(whole).not.toContain(secret.slice("likeness_sk_".length));
  });

  test("follows from the key alone: the ticket key is the same in every release", async () => {
    // RFC 5869 and RFC 8032, computed by another implementation.
    expect((await keyRingEntry(secret, { tenant: "acme" }))[1].tickets).toBe("xAfUBd5toiXGnn218gz7Uz920bK2czKsw8BK5OIePAA");
    expect((await keyRingEntry(newApiKey("secret"), { tenant: "acme" }))[1].tickets).not.toBe(
      (await keyRingEntry(secret, { tenant: "acme" }))[1].tickets,
    );
  });

  test("has the rights that were given, and says nothing of others", async () => {
    const [, seeing] = await keyRingEntry(secret, { tenant: "acme", scores: true, offline: true });
    expect(seeing).toMatchObject({ kind: "secret", scores: true, offline: true });
    expect(seeing).not.toHaveProperty("export");
    expect((await keyRingEntry(secret, { tenant: "acme", export: true }))[1]).toMatchObject({ export: true });
    expect((await keyRingEntry(secret, { tenant: "acme", scores: false }))[1]).not.toHaveProperty("scores");
    const [id, searching] = await keyRingEntry(publishable, { tenant: "acme", identify: true });
    expect([id, searching]).toEqual([await hash(publishable), { tenant: "acme", kind: "publishable", identify: true }]);
    expect((await keyRingEntry(publishable, { tenant: "acme" }))[1]).toEqual({ tenant: "acme", kind: "publishable" });
  });

  test.each([
    ["[KEY4] scores for a publishable key", publishable, { tenant: "acme", scores: true }, "key_not_allowed"],
    ["[KEY4] grants for a publishable key", publishable, { tenant: "acme", offline: true }, "key_not_allowed"],
    ["[KEY4] exports for a publishable key", publishable, { tenant: "acme", export: true }, "key_not_allowed"],
    ["a right that a secret key has anyway", secret, { tenant: "acme", identify: true }, "invalid_request"],
    ["a tenant without a name", secret, { tenant: "" }, "invalid_request"],
    ["a name that no host takes", secret, { tenant: "acme/2" }, "invalid_request"],
    ["a key that somebody thought of", "likeness_sk_hunter2", { tenant: "acme" }, "key_unknown"],
  ])("is not made with %s", async (_, key, rights, code) => {
    await expect(keyRingEntry(key, rights)).rejects.toMatchObject({ code });
  });
});
