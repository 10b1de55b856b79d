import { decodeJwt } from "jose/jwt/decode";
import { expect, test } from "vitest";
import { newApiKey } from "../backend/index.ts";
import { likenessGiven } from "./captured.fixture.ts";

const key = newApiKey("secret");
const enrol = ["ticket", "enrol", "staff", "ada"] as const;
const consent = ["--text", "terms-3", "--purpose", "door", "--until", "2099-01-01T00:00:00Z"] as const;

test("[TIC1] a ticket to enrol, by a key of the environment", async () => {
  const { code, out } = await likenessGiven({ env: { LIKENESS_KEY: key } }, ...enrol, ...consent, "--expires", "60");
  const { iat, exp, ...said } = decodeJwt(out);
  expect({ code, lives: exp! - iat! }).toEqual({ code: 0, lives: 60 });
  expect(said).toMatchObject({
    purpose: "enrol",
    collection: "staff",
    subject: "ada",
    consent: { text: "terms-3", purpose: "door", expiresAt: "2099-01-01T00:00:00Z" },
  });
});

test("[TIC1] a ticket for a device, by a key that was sent", async () => {
  const { out } = await likenessGiven({ stdin: `${key}\n` }, "ticket", "device", "staff", "ada", "--key-stdin");
  expect(decodeJwt(out)).toMatchObject({ purpose: "device", collection: "staff", subject: "ada" });
});

test.each([
  ["no consent", [...enrol], { LIKENESS_KEY: key }, 2, "nobody is enrolled without a consent"],
  ["no subject", ["ticket", "device", "staff"], { LIKENESS_KEY: key }, 2, "a collection and a subject"],
  ["no key", ["ticket", "device", "staff", "ada"], {}, 2, "LIKENESS_KEY is not set"],
  ["nothing on standard input", ["ticket", "device", "staff", "ada", "--key-stdin"], { LIKENESS_KEY: key }, 2, "nothing came"],
  ["a key as one of the words", ["ticket", "device", "staff", "ada", "--key", key], {}, 2, "--key"],
  ["a life of a day", ["ticket", "device", "staff", "ada", "--expires", "86400"], { LIKENESS_KEY: key }, 1, "1 to 900"],
  ["a life that is no number", ["ticket", "device", "staff", "ada", "--expires", "5m"], { LIKENESS_KEY: key }, 1, "1 to 900"],
  ["a publishable key", ["ticket", "device", "staff", "ada"], { LIKENESS_KEY: newApiKey("publishable") }, 1, "key_not_allowed"],
])("with %s there is none", async (_, words, env, code, said) => {
  const made = await likenessGiven({ env: env as Record<string, string> }, ...words);
  expect(made).toMatchObject({ code, out: "", notes: expect.stringContaining(said) });
  expect(made.notes).not.toContain(key);
});
