import { createHash } from "node:crypto";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { parseEnv, promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { likeness } from "./captured.fixture.ts";

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

describe("likeness keys new", () => {
  test("[KEY1] prints a key once, and an entry that has its hash", async () => {
    const { code, out } = await likeness("keys", "new", "--tenant", "acme", "--scores");
    const [key, entry, ...more] = out.split("\n");
    expect({ code, more }).toEqual({ code: 0, more: [] });
    expect(key).toMatch(/^likeness_sk_[\w-]{43}$/);
    expect(JSON.parse(entry!)).toEqual({
      [sha256(key!)]: { tenant: "acme", kind: "secret", scores: true, tickets: expect.stringMatching(/^[\w-]{43}$/) },
    });
    expect((await likeness("keys", "new", "--tenant", "acme")).out).not.toContain(key);
  });

  test("gives the right to export where it is asked for", async () => {
    const [, entry] = (await likeness("keys", "new", "--tenant", "acme", "--export")).out.split("\n");
    expect(Object.values(JSON.parse(entry!) as object)).toMatchObject([{ kind: "secret", export: true }]);
  });

  test("makes publishable ones too", async () => {
    const { out, notes } = await likeness("keys", "new", "--tenant=acme", "--kind=publishable", "--identify");
    const [key, entry] = out.split("\n");
    expect(key).toMatch(/^likeness_pk_/);
    expect(JSON.parse(entry!)).toEqual({ [sha256(key!)]: { tenant: "acme", kind: "publishable", identify: true } });
    expect(notes).not.toContain(key);
  });

  test.each([
    [["--tenant", "acme", "--kind", "public"], 2, "--kind is secret or publishable"],
    [["--tenant", "acme", "--kind", "publishable", "--scores"], 1, "key_not_allowed"],
    [["--tenant", "a b"], 1, "invalid_request: tenant"],
    [["--tenants", "acme"], 2, "--tenants"],
  ])("[KEY4] %o makes none", async (words, code, said) => {
    const made = await likeness("keys", "new", ...words);
    expect(made).toMatchObject({ code, out: "", notes: expect.stringContaining(said) });
  });
});

describe("likeness keys worker", () => {
  const names = ["NAME_SECRET", "SEALING_SECRETS", "SIGNING_KEY"];

  test("prints secrets as wrangler takes them: texts by name", async () => {
    const secrets = JSON.parse((await likeness("keys", "worker")).out) as Record<string, string>;
    expect(Object.keys(secrets)).toEqual(names);
    expect(Object.values(secrets).every((secret) => typeof secret === "string")).toBe(true);
    expect(JSON.parse(secrets["SIGNING_KEY"]!)).toMatchObject({ crv: "P-256", d: expect.any(String) });
  });

  test("or as a file of variables", async () => {
    const read = parseEnv((await likeness("keys", "worker", "--dev-vars")).out);
    expect(Object.keys(read)).toEqual(names);
    expect(JSON.parse(read["SEALING_SECRETS"]!)).toEqual({ 1: expect.stringMatching(/^[\w-]{43}$/) });
  });
});

test("[LNK1] likeness keys link prints one secret for both sides", async () => {
  const { out, code } = await likeness("keys", "link", "--tenant", "acme");
  const { REMOTE_KEYS, LIKENESS_LINKS } = parseEnv(out);
  const { acme } = JSON.parse(REMOTE_KEYS!) as { acme: { id: string; secret: string } };
  expect(code).toBe(0);
  expect(JSON.parse(LIKENESS_LINKS!)).toEqual({ [acme.id]: { tenant: "acme", secret: acme.secret } });
});

test("as a program it takes a secret from the environment or from standard input", async () => {
  const main = join(import.meta.dirname, "main.ts");
  const program = promisify(execFile);
  const key = (await likeness("keys", "new", "--tenant", "acme")).out.split("\n")[0]!;
  const words = [main, "ticket", "device", "staff", "ada"];
  const ticket = /^[\w-]+\.[\w-]+\.[\w-]+\n$/;
  expect((await program(process.execPath, words, { env: { LIKENESS_KEY: key } })).stdout).toMatch(ticket);
  const sent = program(process.execPath, [...words, "--key-stdin"], { env: {} });
  sent.child.stdin!.end(`${key}\n`);
  expect((await sent).stdout).toMatch(ticket);
});
