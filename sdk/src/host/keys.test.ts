import { describe, expect, test } from "vitest";
import { sha256Hex } from "../core/index.ts";
import { authenticate, parseKeyRing } from "./keys.ts";

const digest = await sha256Hex("k-1");
const keys = parseKeyRing(JSON.stringify({ [digest]: { tenant: "acme", scores: true } }));
const withCode = (code: string) => ({ name: "Problem", code, status: 401 });

describe("a key ring", () => {
  test("lets no key see scores unless it says so", () => {
    expect(parseKeyRing(JSON.stringify({ [digest]: { tenant: "acme" } }))).toEqual({
      [digest]: { tenant: "acme", scores: false },
    });
  });

  test.each([
    ["no JSON", "{"],
    ["a list", "[]"],
    ["a key in place of its digest", JSON.stringify({ "k-1": { tenant: "acme" } })],
    ["a digest in upper case", JSON.stringify({ [digest.toUpperCase()]: { tenant: "acme" } })],
    ["a caller of no tenant", JSON.stringify({ [digest]: { scores: true } })],
    ["a caller of an empty tenant", JSON.stringify({ [digest]: { tenant: "" } })],
    ["a misspelt right", JSON.stringify({ [digest]: { tenant: "acme", score: true } })],
  ])("is refused as %s", (_, json) => {
    expect(() => parseKeyRing(json)).toThrow();
  });
});

describe("authenticate", () => {
  test.each(["Bearer k-1", "bearer k-1", "BEARER   k-1"])(
    "takes `%s`: the scheme has no case",
    async (header) => {
      expect(await authenticate(keys, header)).toEqual({ tenant: "acme", scores: true });
    },
  );

  test.each([undefined, "", "Bearer", "Bearer ", "k-1", "Basic k-1", "Bearer k-1 k-2", "xBearer k-1"])(
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
