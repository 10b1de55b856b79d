import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chained, testHost, type TestHost } from "../backend/host.fixture.ts";
import { newApiKey, receiptFormat, receiptType } from "../backend/index.ts";
import type { LogEntry } from "../contract/messages.ts";
import { likeness, likenessGiven } from "./captured.fixture.ts";

const key = newApiKey("secret");
const env = { LIKENESS_KEY: key };

let host: TestHost;
let server: Server;
let endpoint: string;
let folder: string;
/** What the host keeps of ada. */
let entries: LogEntry[];

beforeAll(async () => {
  host = await testHost();
  folder = await mkdtemp(join(tmpdir(), "likeness-log-"));
  server = createServer(async ({ url, headers }, response) => {
    const { pathname, searchParams } = new URL(url!, "http://host");
    const answer = (status: number, body: object) => {
      response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(body));
    };
    if (pathname === "/v1/keys") return answer(200, host.keys);
    const isKnown = pathname === "/v1/collections/staff/subjects/ada/audit-log";
    const problem = (status: number, code: string) => answer(status, { type: "", title: code, status, code });
    if (headers.authorization !== `Bearer ${key}`) return problem(401, "key_unknown");
    if (!isKnown) return problem(404, "unknown_subject");
    const after = Number(searchParams.get("cursor") ?? 0);
    const page = entries.filter(({ sequence }) => sequence > after).slice(0, Number(searchParams.get("limit")));
    const cursor = page.at(-1)?.sequence ?? 0;
    const isLast = cursor === (entries.at(-1)?.sequence ?? 0);
    answer(200, { entries: page, head: await host.head(entries), ...(!isLast && { cursor: String(cursor) }) });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  server.close();
  await rm(folder, { recursive: true });
});

beforeEach(async () => {
  entries = await chained(Array.from({ length: 7 }, (_, n) => ({ by: `device:${n}` })));
});

const exporting = ["log", "export", "staff", "ada"] as const;

async function exported(name: string): Promise<string> {
  const { out } = await likenessGiven({ env }, ...exporting, "--endpoint", endpoint);
  return written(name, out);
}

async function written(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

/** Somebody has had the file in hand. */
async function forged(file: string, forge: (log: { entries: LogEntry[] }) => void): Promise<void> {
  const log = JSON.parse(await readFile(file, "utf8")) as { entries: LogEntry[] };
  forge(log);
  await writeFile(file, JSON.stringify(log));
}

describe("likeness log export", () => {
  test("has all pages, and the head of the last", async () => {
    entries = await chained(Array.from({ length: 230 }, () => ({})));
    const { code, out, notes } = await likenessGiven({ env }, ...exporting, "--endpoint", endpoint);
    expect({ code, notes }).toEqual({ code: 0, notes: "230 entries" });
    expect(JSON.parse(out)).toMatchObject({ format: "likeness-log-export/1", endpoint, collection: "staff", subject: "ada", entries });
    expect(out).not.toContain(key);
    expect((await likeness("log", "verify", await written("long.json", out), "--keys", endpoint)).code).toBe(0);
  });

  test("takes where the host is from the environment too", async () => {
    const given = { env: { LIKENESS_ENDPOINT: endpoint }, stdin: key };
    expect(await likenessGiven(given, ...exporting, "--key-stdin")).toMatchObject({ code: 0 });
  });

  test.each([
    ["no endpoint", [...exporting], env, 2, "--endpoint is needed"],
    ["an endpoint that is none", [...exporting, "--endpoint", "faces"], env, 2, "no URL: faces"],
    ["no key", [...exporting, "--endpoint", "http://127.0.0.1:9"], {}, 2, "LIKENESS_KEY is not set"],
  ])("with %s says so", async (_, words, env, code, said) => {
    expect(await likenessGiven({ env: env as Record<string, string> }, ...words)).toMatchObject({
      code,
      out: "",
      notes: expect.stringContaining(said),
    });
  });

  test("says what the host says", async () => {
    const refused = await likenessGiven({ env: { LIKENESS_KEY: newApiKey("secret") } }, ...exporting, "--endpoint", endpoint);
    expect(refused).toMatchObject({ code: 1, out: "", notes: expect.stringContaining("key_unknown") });
    const unknown = await likenessGiven({ env }, "log", "export", "staff", "bob", "--endpoint", endpoint);
    expect(unknown).toMatchObject({ code: 1, out: "", notes: expect.stringContaining("unknown_subject") });
  });
});

describe("likeness log verify", () => {
  test("[LOG3] says that a log is whole, by the keys of the host that is named", async () => {
    const file = await exported("whole.json");
    const { code, out, notes } = await likeness("log", "verify", file, "--keys", endpoint);
    expect({ code, notes }).toEqual({ code: 0, notes: "" });
    expect(out).toContain(`${file}: ada in staff, 7 entries`);
    expect(await likeness("log", "verify", file)).toMatchObject({ code: 2, notes: expect.stringContaining("--keys is needed") });
    expect(out).toMatch(/ok {5}log {9}whole, from 1 on 2026-\S+Z to 7 on 2026-\S+Z/);
  });

  test("[LOG3] says what was done to it, and ends with 1", async () => {
    const file = await exported("forged.json");
    await forged(file, (log) => {
      log.entries.splice(2, 1);
      log.entries[4] = { ...log.entries[4]!, details: { match: false } };
    });
    const { code, out, notes } = await likeness("log", "verify", file, "--keys", endpoint);
    expect({ code, notes }).toEqual({ code: 1, notes: `${file}: 2 wrong` });
    expect(out).toContain("WRONG  missing     3: it is not there");
    expect(out).toContain("WRONG  changed     6: its hash is not the hash of what it says");
    expect(out).not.toContain("whole");
  });

  test("[LOG2] by keys that were kept, and not by those of another host", async () => {
    const file = await exported("kept.json");
    const kept = await written("keys.json", JSON.stringify(host.keys));
    const foreign = await written("foreign.json", JSON.stringify((await testHost()).keys));
    expect(await likeness("log", "verify", file, "--keys", kept)).toMatchObject({ code: 0 });
    expect(await likeness("log", "verify", file, "--keys", `${endpoint}/v1/keys`)).toMatchObject({ code: 0 });
    expect(await likeness("log", "verify", file, "--keys", foreign)).toMatchObject({
      code: 1,
      out: expect.stringContaining("wrong_head"),
    });
  });

  test("[LOG2] of the subject that the file says", async () => {
    const file = await exported("of-bob.json");
    await forged(file, (log) => Object.assign(log, { subject: "bob" }));
    expect(await likeness("log", "verify", file, "--keys", endpoint)).toMatchObject({ code: 1, out: expect.stringContaining("it is of ada in staff") });
  });

  test("[LOG3] beside an earlier export, which shows what the host has rewritten", async () => {
    const earlier = await exported("earlier.json");
    entries = [...entries, ...(await chained([{}], entries.at(-1)))];
    const later = await exported("later.json");
    expect(await likeness("log", "verify", later, "--keys", endpoint, "--since", earlier)).toMatchObject({ code: 0 });
    entries = await chained([{ by: "device:else" }, ...entries.slice(1).map(({ by }) => ({ by }))]);
    const rewritten = await exported("rewritten.json");
    expect(await likeness("log", "verify", rewritten, "--keys", endpoint)).toMatchObject({ code: 0 });
    expect(await likeness("log", "verify", rewritten, "--keys", endpoint, "--since", earlier)).toMatchObject({
      code: 1,
      out: expect.stringContaining("WRONG  rewritten   1: the earlier export has another entry there"),
    });
  });

  test("refuses what is no exported log", async () => {
    const none = [
      "",
      "[]",
      "null",
      '{"format":"likeness-log-export/2"}',
      JSON.stringify({ format: "likeness-log-export/1", endpoint, collection: "staff", subject: "ada", head: "", entries: [null] }),
      JSON.stringify({ format: "likeness-log-export/1", endpoint, collection: "staff", subject: "\u001b[2J", head: "", entries: [] }),
    ];
    for (const [n, text] of none.entries()) {
      const file = await written(`none-${n}.json`, text);
      expect(await likeness("log", "verify", file, "--keys", endpoint)).toMatchObject({ code: 1, out: "", notes: expect.stringContaining("receipt_invalid") });
    }
    const file = await exported("keyless.json");
    const notKeys = await written("not-keys.json", '{"keys": [{}]}');
    expect(await likeness("log", "verify", file, "--keys", notKeys)).toMatchObject({ code: 1, notes: expect.stringContaining("no set of") });
    expect(await likeness("log", "verify", join(folder, "nowhere"), "--keys", endpoint)).toMatchObject({ code: 1, notes: expect.stringContaining("ENOENT") });
  });
});

describe("likeness receipt verify", () => {
  const claims = { iss: "urn:test", jti: "receipt-1", iat: 1_790_000_000, tenant: "acme", collection: "staff", subject: "ada" };
  const more = { format: receiptFormat, templates: 2, log: { sequence: 9, hash: "a".repeat(64) } };

  test("[ERA2] says what was erased, of a receipt or of the answer it came in", async () => {
    const receipt = await host.sign({ ...claims, ...more }, receiptType);
    const answer = JSON.stringify({ subject: "ada", templates: 2, receipt });
    for (const text of [`${receipt}\n`, answer]) {
      const { code, out } = await likeness("receipt", "verify", await written("receipt", text), "--keys", endpoint);
      expect(code).toBe(0);
      for (const said of ["ada in staff of acme", "2026-09-21T14:13:20.000Z", "ended with 9, aaaa", "receipt-1"]) {
        expect(out).toContain(said);
      }
    }
    expect(await likenessGiven({ stdin: answer }, "receipt", "verify", "-", "--keys", endpoint)).toMatchObject({ code: 0 });
  });

  test("[ERA2] says nothing of what the host has not signed", async () => {
    const foreign = await (await testHost()).sign({ ...claims, ...more }, receiptType);
    for (const text of [foreign, "", "{}", '{"receipt": 7}']) {
      const file = await written("no-receipt", text);
      expect(await likeness("receipt", "verify", file, "--keys", endpoint)).toMatchObject({
        code: 1,
        out: "",
        notes: expect.stringContaining("receipt_invalid"),
      });
    }
    expect(await likeness("receipt", "verify", "a", "b", "--keys", endpoint)).toMatchObject({ code: 2 });
    expect(await likeness("receipt", "verify", "a")).toMatchObject({ code: 2, notes: expect.stringContaining("--keys is needed") });
  });
});
