import { expect, test } from "vitest";
import { newLinkSecret } from "./link-secret.ts";
import { newWorkerSecrets } from "./worker-secrets.ts";

const text = /^[\w-]{43}$/;

test("a worker's secrets are as it reads them, and new each time", async () => {
  const [one, two] = [await newWorkerSecrets(), await newWorkerSecrets()];
  expect(one).toEqual({
    NAME_SECRET: expect.stringMatching(text),
    SEALING_SECRETS: expect.any(String),
    SIGNING_KEY: expect.any(String),
  });
  expect(JSON.parse(one.SEALING_SECRETS)).toEqual({ 1: expect.stringMatching(text) });
  const coordinate = expect.stringMatching(text);
  expect(JSON.parse(one.SIGNING_KEY)).toEqual({ kty: "EC", crv: "P-256", x: coordinate, y: coordinate, d: coordinate });
  const values = [one, two].flatMap(({ NAME_SECRET, SEALING_SECRETS, SIGNING_KEY }) => [
    NAME_SECRET,
    JSON.parse(SEALING_SECRETS)[1],
    JSON.parse(SIGNING_KEY).d,
  ]);
  expect(new Set(values).size).toBe(6);
});

test("[LNK1] a link's secret is the same on both sides, under an id that says nothing of it", () => {
  const { worker, server } = newLinkSecret("acme");
  const { id, secret } = worker["acme"]!;
  expect(server).toEqual({ [id]: { tenant: "acme", secret } });
  expect(secret).toMatch(text);
  expect(id).toMatch(/^acme-[A-Za-z0-9]{8}$/);
  expect(newLinkSecret("acme").worker["acme"]!.secret).not.toBe(secret);
  const [long] = Object.keys(newLinkSecret("a".repeat(128)).server);
  expect(long).toMatch(/^[A-Za-z0-9._~-]{1,64}$/);
});
