import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "./config.ts";

const digest = "a".repeat(64);
let directory: string;
let env: NodeJS.ProcessEnv;

function writeCard(name: string, card: unknown): string {
  const path = join(directory, name);
  writeFileSync(path, JSON.stringify(card));
  return path;
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "likeness-config-"));
  env = {
    LIKENESS_KEYS: JSON.stringify({ [digest]: { kind: "secret", tenant: "acme" } }),
    LIKENESS_CARDS: writeCard("embed.json", { format: "likeness-card/1", task: "embed", modelId: "model@1" }),
  };
});

afterAll(() => rmSync(directory, { recursive: true }));

test("keys and cards are enough; the rest has defaults that are reachable from this machine alone", () => {
  expect(readConfig(env)).toEqual({
    hostname: "127.0.0.1",
    port: 8788,
    storeFile: ".likeness/server.sqlite",
    engine: "faiss",
    codes: "i8",
    tendSeconds: 60,
    graceSeconds: 10,
    origins: [],
    keys: {
      [digest]: { id: digest, kind: "secret", tenant: "acme", scores: false, offline: false, identify: true },
    },
    links: {},
    cards: [{ format: "likeness-card/1", task: "embed", modelId: "model@1" }],
  });
});

test("lists are separated by commas", () => {
  const second = writeCard("second.json", { format: "likeness-card/1", task: "embed", modelId: "model@2" });
  const { origins, cards } = readConfig({
    ...env,
    LIKENESS_ORIGINS: "https://a.example,https://b.example",
    LIKENESS_CARDS: `${env["LIKENESS_CARDS"]},${second}`,
  });
  expect(origins).toEqual(["https://a.example", "https://b.example"]);
  expect(cards.map(({ modelId }) => modelId)).toEqual(["model@1", "model@2"]);
});

test("workers have keys to sign with", () => {
  const links = { "k-1": { tenant: "acme", secret: "s".repeat(43) } };
  expect(readConfig({ ...env, LIKENESS_LINKS: JSON.stringify(links) }).links).toEqual(links);
});

describe("what is wrong is refused", () => {
  const messageOf = (changes: NodeJS.ProcessEnv) => {
    try {
      readConfig({ ...env, ...changes });
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };

  test("all of it at once, by name", () => {
    const message = messageOf({
      LIKENESS_KEYS: undefined,
      LIKENESS_CARDS: undefined,
      LIKENESS_PORT: "http",
      LIKENESS_INDEX: "pinecone",
    });
    for (const name of ["LIKENESS_KEYS", "LIKENESS_CARDS", "LIKENESS_PORT", "LIKENESS_INDEX"]) {
      expect(message).toContain(name);
    }
  });

  test.each(["-1", "65536", "80.5"])("a port of %s", (LIKENESS_PORT) => {
    expect(messageOf({ LIKENESS_PORT })).toContain("LIKENESS_PORT");
  });

  test.each(["secret", "{}", '{"keys":[]}'])("a signing key that is none, without saying what is in it: %s", (key) => {
    const message = messageOf({ LIKENESS_SIGNING_KEY: key });
    expect(message).toContain("signing key");
    expect(message).not.toContain("secret");
  });

  test("a link's key that is none, without saying what it is", () => {
    const message = messageOf({ LIKENESS_LINKS: '{"k-1":{"tenant":"acme","secret":"too-short-to-be-one"}}' });
    expect(message).toContain("the link's keys");
    expect(message).not.toContain("too-short");
  });

  test("keys that are no key ring", () => {
    expect(messageOf({ LIKENESS_KEYS: '{"secret":{"tenant":"acme"}}' })).toContain("SHA-256");
  });

  test.each([
    { what: "a detector", card: { format: "likeness-card/1", task: "detect" } },
    { what: "a format of a later release", card: { format: "likeness-card/2", task: "embed" } },
    { what: "something else", card: {} },
  ])("a card of $what, by its path", ({ card }) => {
    const path = writeCard("wrong.json", card);
    expect(messageOf({ LIKENESS_CARDS: path })).toBe(`${path} is not the card of an embedding model`);
  });

  test("a card that is not there, by its path", () => {
    expect(messageOf({ LIKENESS_CARDS: join(directory, "none.json") })).toContain("none.json");
  });
});
