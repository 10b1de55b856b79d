import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { toBase64Url } from "@likeness/sdk/core";
import { r2KeyBucket } from "./drivers/r2.ts";
import { runRotation } from "./rotation-job.ts";
import { parseSealingSecrets } from "./sealing-secrets.ts";
import { unwrap, wrap } from "./wrapping.ts";

const newSecret = () => toBase64Url(crypto.getRandomValues(new Uint8Array(32)));

test("[SEAL5] the job wraps anew what lies in the worker's bucket, and says how far it has come", async () => {
  const [first, second] = [newSecret(), newSecret()];
  const bucket = r2KeyBucket(env.DATA_KEYS);
  const older = parseSealingSecrets(JSON.stringify({ 1: first }));
  const dataKey = crypto.getRandomValues(new Uint8Array(32));
  for (const name of ["a/key", "b/key"]) await bucket.create(name, await wrap(older, name, dataKey));

  const lines: string[] = [];
  const sink = { log: (line: string) => void lines.push(line) };
  const SEALING_SECRETS = JSON.stringify({ 1: first, 2: second });
  await runRotation({ DATA_KEYS: env.DATA_KEYS, SEALING_SECRETS }, sink);
  const newer = parseSealingSecrets(JSON.stringify({ 2: second }));
  for (const name of ["a/key", "b/key"]) expect(await unwrap(newer, name, (await bucket.get(name))!)).toEqual(dataKey);
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { event: "rotation", version: 2, seen: 2, rewrapped: 2, failed: 0, done: true },
  ]);
});

test("without secrets the job says so", async () => {
  const refused = expect.objectContaining({ code: "not_configured" });
  await expect(runRotation({ DATA_KEYS: env.DATA_KEYS })).rejects.toThrow(refused);
});
