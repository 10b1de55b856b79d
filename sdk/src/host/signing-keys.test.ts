import { generateKeyPair } from "jose/key/generate/keypair";
import { exportJWK } from "jose/key/export";
import { describe, expect, test } from "vitest";
import { thumbprintOf } from "../device/public-jwk.ts";
import { sign, verifySigned } from "../device/signed.ts";
import { parseSigningKeys } from "./signing-keys.ts";

const privateJwk = async () => {
  const { kty, crv, x, y, d } = await exportJWK((await generateKeyPair("ES256", { extractable: true })).privateKey);
  return { kty: kty as "EC", crv: crv as "P-256", x: x!, y: y!, d: d! };
};

test("what is public of a key is public, by the name of its thumbprint, and nothing else", async () => {
  const { d, ...jwk } = await privateJwk();
  const { keys } = await parseSigningKeys(JSON.stringify({ ...jwk, d, note: "ours" })).publicKeys();
  expect(keys).toEqual([{ ...jwk, kid: await thumbprintOf(jwk), use: "sig", alg: "ES256" }]);
});

test("[OFF22] the first of several signs, and all are published", async () => {
  const [fresh, old] = [await privateJwk(), await privateJwk()];
  const both = parseSigningKeys(JSON.stringify({ keys: [fresh, old] }));
  const { keys } = await both.publicKeys();
  const token = await sign({ said: true }, "test+jwt", await both.signer());
  const byName = (kid: string | undefined) => keys.find((key) => key.kid === kid);
  expect(keys.map(({ x }) => x)).toEqual([fresh.x, old.x]);
  expect(await verifySigned(token, "test+jwt", byName)).toEqual({ said: true });
  const before = await sign({ said: true }, "test+jwt", await parseSigningKeys(JSON.stringify(old)).signer());
  expect(await verifySigned(before, "test+jwt", byName)).toEqual({ said: true });
});

describe("what is no signing key is refused, without a word of what it holds:", () => {
  const secret = "c2VjcmV0".padEnd(43, "A");
  test.each([
    ["no JSON", `{"d": "${secret}"`],
    ["a public key", JSON.stringify({ kty: "EC", crv: "P-256", x: secret, y: secret })],
    ["another curve", JSON.stringify({ kty: "EC", crv: "P-384", x: secret, y: secret, d: secret })],
    ["an RSA key", JSON.stringify({ kty: "RSA", d: secret })],
    ["an empty set", '{"keys": []}'],
    ["a set with a public key", JSON.stringify({ keys: [{ kty: "EC", crv: "P-256", x: secret, y: secret }] })],
  ])("%s", (_, json) => {
    expect(() => parseSigningKeys(json)).toThrow(/signing key/);
    expect(() => parseSigningKeys(json)).not.toThrow(secret);
  });
});
