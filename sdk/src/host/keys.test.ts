import { describe, expect, test } from "vitest";
import { sha256Hex } from "../core/index.ts";
import { authenticate, parseKeyRing } from "./keys.ts";

const digest = await sha256Hex("k-1");
const ring = (entry: object) => JSON.stringify({ [digest]: entry });
const keys = parseKeyRing(ring({ kind: "secret", tenant: "acme", scores: true }));
const withCode = (code: string) => ({ name: "Problem", code, status: 401 });

describe("a key ring", () => {
  const ticketKey = "A".repeat(43);

  test("[KEY4] gives a secret key neither scores, grants nor tickets unless it says so", () => {
    const caller = { id: digest, tenant: "acme", kind: "secret", identify: true };
    expect(parseKeyRing(ring({ kind: "secret", tenant: "acme" }))).toEqual({
      [digest]: { ...caller, scores: false, offline: false },
    });
    expect(
      parseKeyRing(ring({ kind: "secret", tenant: "acme", scores: true, offline: true, tickets: ticketKey })),
    ).toEqual({ [digest]: { ...caller, scores: true, offline: true, tickets: ticketKey } });
  });

  test("[KEY4] lets a secret key export only where it says so", () => {
    const exporting = (rights: object) =>
      parseKeyRing(ring({ kind: "secret", tenant: "acme", ...rights }))[digest]?.export;
    expect(exporting({ export: true })).toBe(true);
    expect([exporting({}), exporting({ export: false }), exporting({ scores: true, offline: true })]).toEqual(
      [undefined, undefined, undefined],
    );
  });

  test("[KEY3] lets a publishable key identify only where it says so", () => {
    const caller = { id: digest, tenant: "acme", kind: "publishable", scores: false, offline: false };
    expect(parseKeyRing(ring({ kind: "publishable", tenant: "acme" }))).toEqual({
      [digest]: { ...caller, identify: false },
    });
    expect(parseKeyRing(ring({ kind: "publishable", tenant: "acme", identify: true }))).toEqual({
      [digest]: { ...caller, identify: true },
    });
  });

  test.each([
    ["scores", { scores: true }],
    ["scores, though it denies them", { scores: false }],
    ["grants", { offline: true }],
    ["exports", { export: true }],
    ["exports, though it denies them", { export: false }],
    ["tickets", { tickets: ticketKey }],
  ])("[KEY4] is refused if it gives a publishable key %s", (_, right) => {
    expect(() => parseKeyRing(ring({ kind: "publishable", tenant: "acme", ...right }))).toThrow("key ring");
  });

  test("[KEY1] has no key in it, and says none in what is wrong", () => {
    const mistaken = JSON.stringify({ [digest]: { kind: "secret", tenant: "acme" }, "k-very-secret": { kind: "secret" } });
    expect(() => parseKeyRing(mistaken)).toThrow(/entry 2/);
    expect(() => parseKeyRing(mistaken)).toThrow(/^(?!.*very-secret)/s);
  });

  test.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["nothing", "null"],
    ["a key in place of its digest", JSON.stringify({ "k-1": { kind: "secret", tenant: "acme" } })],
    ["a digest in upper case", JSON.stringify({ [digest.toUpperCase()]: { kind: "secret", tenant: "acme" } })],
    ["a key of no kind", ring({ tenant: "acme" })],
    ["a key of a kind that there is not", ring({ kind: "public", tenant: "acme" })],
    ["a caller of no tenant", ring({ kind: "secret" })],
    ["a caller of an empty tenant", ring({ kind: "secret", tenant: "" })],
    ["a tenant with a separator in its name", ring({ kind: "secret", tenant: "acme/umbrella" })],
    ["a ticket key that is none", ring({ kind: "secret", tenant: "acme", tickets: "A".repeat(42) })],
    ["a misspelt right", ring({ kind: "secret", tenant: "acme", score: true })],
  ])("is refused as %s", (_, json) => {
    expect(() => parseKeyRing(json)).toThrow("the key ring");
  });
});

describe("authenticate", () => {
  test.each(["Bearer k-1", "bearer k-1", "BEARER   k-1"])(
    "takes `%s`: the scheme has no case",
    async (header) => {
      expect(await authenticate(keys, header)).toBe(keys[digest]);
    },
  );

  test.each([undefined, "", "Bearer", "Bearer ", "k-1", "Basic k-1", "Bearer k-1 k-2", "Bearer k-1, Bearer k-1", "xBearer k-1"])(
    "finds no key in %j",
    async (header) => {
      await expect(authenticate(keys, header)).rejects.toMatchObject(withCode("key_missing"));
    },
  );

  test.each([
    ["a key that is not listed", "k-2"],
    ["a key in another case", "K-1"],
    ["the digest of a key", digest],
    ["a name that every object has", "constructor"],
  ])("does not know %s", async (_, key) => {
    await expect(authenticate(keys, `Bearer ${key}`)).rejects.toMatchObject(withCode("key_unknown"));
  });
});
