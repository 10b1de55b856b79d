import { calculateJwkThumbprint } from "jose/jwk/thumbprint";
import { generateKeyPair } from "jose/key/generate/keypair";
import { expect, test } from "vitest";
import { publicJwkOf, thumbprintOf } from "./public-jwk.ts";

test("a key's public half is what the contract carries, and nothing beside it", async () => {
  const { publicKey } = await generateKeyPair("ES256");
  const jwk = await publicJwkOf(publicKey);
  const coordinate = expect.stringMatching(/^[A-Za-z0-9_-]{43}$/);
  expect(jwk).toEqual({ kty: "EC", crv: "P-256", x: coordinate, y: coordinate });
});

test("its name is the thumbprint that others compute too", async () => {
  const jwk = await publicJwkOf((await generateKeyPair("ES256")).publicKey);
  const named = await thumbprintOf(jwk);
  expect(named).toBe(await calculateJwkThumbprint({ ...jwk }, "sha256"));
  expect(await thumbprintOf({ y: jwk.y, x: jwk.x, crv: jwk.crv, kty: jwk.kty })).toBe(named);
});
