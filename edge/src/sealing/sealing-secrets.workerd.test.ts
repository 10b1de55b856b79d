import { describe, expect, test } from "vitest";
import { parseSealingSecrets } from "./sealing-secrets.ts";
import { unwrap, wrap } from "./wrapping.ts";

const secret = (fill: number) => btoa(String.fromCharCode(...new Uint8Array(32).fill(fill))).replaceAll("=", "");
const secrets = (byVersion: Record<number, string>) => parseSealingSecrets(JSON.stringify(byVersion));
const notConfigured = expect.objectContaining({ code: "not_configured" });
const dataKey = () => crypto.getRandomValues(new Uint8Array(32));

describe("sealing secrets", () => {
  test.each([
    ["nothing", undefined],
    ["no JSON", "1"],
    ["broken JSON", '{"1": '],
    ["no version", "{}"],
    ["a version that is no number", JSON.stringify({ one: secret(1) })],
    ["a version of 0", JSON.stringify({ 0: secret(1) })],
    ["a short secret", JSON.stringify({ 1: secret(1).slice(1) })],
    ["a secret that is not base64url", JSON.stringify({ 1: `+${secret(1).slice(1)}` })],
    ["one that is right and one that is not", JSON.stringify({ 1: secret(1), 2: "short" })],
  ])("of %s are none", (_, json) => {
    expect(() => parseSealingSecrets(json)).toThrow(notConfigured);
  });

  test("that are not right are not told of in the problem", () => {
    const json = JSON.stringify({ 1: secret(1), 2: "half-a-secret" });
    expect(() => parseSealingSecrets(json)).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/half-a-secret|AQEB/) }),
    );
  });

  test("[SEAL5] another version than the highest wraps if it is named, until every instance knows the new one", () => {
    const both = { 1: secret(1), 2: secret(2) };
    expect(parseSealingSecrets(JSON.stringify({ ...both, current: 1 })).current).toBe(1);
    for (const current of [3, "1", null]) {
      expect(() => parseSealingSecrets(JSON.stringify({ ...both, current }))).toThrow(notConfigured);
    }
  });

  test("[SEAL2] the highest version wraps, as a number and not as a text", () => {
    expect(secrets({ 9: secret(9), 10: secret(10), 2: secret(2) }).current).toBe(10);
  });

  test("[SEAL2] a wrapped key opens under its own secret, version and name alone", async () => {
    const key = dataKey();
    const one = secrets({ 1: secret(1) });
    const wrapped = await wrap(one, "object/key", key);
    expect(await unwrap(one, "object/key", wrapped)).toEqual(key);
    expect(await unwrap(secrets({ 1: secret(1), 2: secret(2) }), "object/key", wrapped)).toEqual(key);

    expect(await unwrap(one, "object/other", wrapped)).toBeUndefined();
    expect(await unwrap(secrets({ 1: secret(2) }), "object/key", wrapped)).toBeUndefined();
    const same = secrets({ 1: secret(1), 2: secret(1) });
    expect(await unwrap(same, "object/key", { ...wrapped, version: 2 })).toBeUndefined();
  });

  test("[SEAL2] a wrapped key with any one bit changed does not open", async () => {
    const one = secrets({ 1: secret(1) });
    const { version, wrapped } = await wrap(one, "object/key", dataKey());
    for (let bit = 0; bit < wrapped.length * 8; bit++) {
      const changed = wrapped.slice();
      changed[bit >> 3]! ^= 1 << (bit & 7);
      expect(await unwrap(one, "object/key", { version, wrapped: changed }), `bit ${bit}`).toBeUndefined();
    }
  });

  test("without the version that a key needs, the setting is what is wrong", async () => {
    const wrapped = await wrap(secrets({ 1: secret(1) }), "object/key", dataKey());
    await expect(unwrap(secrets({ 2: secret(2) }), "object/key", wrapped)).rejects.toThrow(notConfigured);
    await expect(unwrap(secrets({ 1: secret(1) }), "object/key", { ...wrapped, version: NaN })).rejects.toThrow(
      notConfigured,
    );
  });

  test("[SEAL2] no two data keys are wrapped by one key, and none can be exported", async () => {
    const one = secrets({ 1: secret(1) });
    const [a, again, b] = await Promise.all(["a", "a", "b"].map((name) => one.wrappingKey(1, name)));
    const nonce = { name: "AES-GCM", iv: new Uint8Array(12) };
    const closed = await crypto.subtle.encrypt(nonce, a!, dataKey());
    expect((await crypto.subtle.decrypt(nonce, again!, closed)).byteLength).toBe(32);
    await expect(crypto.subtle.decrypt(nonce, b!, closed)).rejects.toThrow();
    expect(a!.extractable).toBe(false);
  });
});
