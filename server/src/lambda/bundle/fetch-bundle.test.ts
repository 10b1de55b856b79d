import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { http, HttpResponse } from "msw/http";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { now, someStore } from "./bundled.fixture.ts";
import { fetchBundle } from "./fetch-bundle.ts";
import { makeBundle } from "./make-bundle.ts";
import { openBundle } from "./open-bundle.ts";
import { s3Files } from "./s3-files.ts";

const server = setupServer();
let made: Awaited<ReturnType<typeof someStore>>;
let bundle: string;
let folder: string;

beforeAll(async () => {
  server.listen({ onUnhandledFrame: "error" });
  made = await someStore();
  bundle = join(made.folder, "bundle");
  await makeBundle({ store: made.store, folder: bundle, now });
});
beforeEach(() => {
  folder = join(made.folder, "fetched", crypto.randomUUID());
});
afterEach(() => server.resetHandlers());
afterAll(() => {
  server.close();
  made.remove();
});

const env = { AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret", AWS_SESSION_TOKEN: "session" };
const place = "s3://galleries/staff/2026 01/";
const base = "https://galleries.s3.eu-central-1.amazonaws.com/staff/2026%2001";

/** S3 with the bundle in it. @param answer instead of what is there */
function s3(answer: (file: string, bytes: Buffer, nth: number) => Response | undefined = () => undefined): Request[] {
  const requests: Request[] = [];
  const counts = new Map<string, number>();
  server.use(
    http.get(`${base}/:file`, ({ request, params }) => {
      requests.push(request);
      const file = String(params["file"]);
      const nth = (counts.get(file) ?? 0) + 1;
      counts.set(file, nth);
      const bytes = readFileSync(join(bundle, file));
      return answer(file, bytes, nth) ?? new HttpResponse(new Uint8Array(bytes));
    }),
  );
  return requests;
}

const fetched = () => fetchBundle({ get: s3Files(place, env), folder, pause: 1 });
const isStore = (file: string) => file === "store.sqlite";

test("what was fetched is the bundle, by signed requests", async () => {
  const requests = s3();
  const at = await fetched();
  expect(readdirSync(at).toSorted()).toEqual(readdirSync(bundle).toSorted());
  for (const file of readdirSync(bundle)) expect(readFileSync(join(at, file))).toEqual(readFileSync(join(bundle, file)));
  const { indexes, close } = await openBundle({ folder: at, trusted: true, threads: 1, now });
  expect(indexes.size).toBe(2);
  close();
  for (const { headers } of requests) {
    expect(headers.get("authorization")).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-central-1\/s3\//);
    expect(headers.get("x-amz-security-token")).toBe("session");
  }
});

test("what is there already is not fetched again, and other bundles go", async () => {
  s3();
  const at = await fetched();
  mkdirSync(join(folder, "older"));
  cpSync(join(bundle, "store.sqlite"), join(folder, "older", "store.sqlite"));
  const requests = s3();
  expect(await fetched()).toBe(at);
  expect(requests.map(({ url }) => basename(url))).toEqual(["manifest.json"]);
  expect(readdirSync(folder)).toEqual([basename(at)]);
});

test("what a process before has brought by half is brought anew", async () => {
  s3((file) => (isStore(file) ? HttpResponse.error() : undefined));
  await expect(fetched()).rejects.toThrow();
  const [name] = readdirSync(folder);
  writeFileSync(join(folder, name!, "store.sqlite.partial"), "half");
  s3();
  const at = await fetched();
  expect(readFileSync(join(at, "store.sqlite"))).toEqual(readFileSync(join(bundle, "store.sqlite")));
});

test.each([
  ["a flipped bit", (bytes: Buffer) => Buffer.from(bytes.map((byte, i) => (i === 5_000 ? byte ^ 1 : byte)))],
  ["an end that is missing", (bytes: Buffer) => bytes.subarray(0, -1)],
  ["more than there should be", (bytes: Buffer) => Buffer.concat([bytes, bytes])],
])("%s is noticed, asked for again, and refused if it stays", async (_, damaged) => {
  const answer = (bytes: Buffer) => new HttpResponse(new Uint8Array(damaged(bytes)));
  const stays = s3((file, bytes) => (isStore(file) ? answer(bytes) : undefined));
  await expect(fetched()).rejects.toThrow(/store\.sqlite|longer/);
  expect(stays.filter(({ url }) => url.endsWith("store.sqlite"))).toHaveLength(3);
  expect(existsSync(join(folder, readdirSync(folder)[0]!, "store.sqlite"))).toBe(false);
  s3((file, bytes, nth) => (isStore(file) && nth === 1 ? answer(bytes) : undefined));
  const at = await fetched();
  expect(readFileSync(join(at, "store.sqlite"))).toEqual(readFileSync(join(bundle, "store.sqlite")));
});

test("S3 is asked again a few times, and then its answer told", async () => {
  const requests = s3(() => new HttpResponse("<Error/>", { status: 503 }));
  await expect(fetched()).rejects.toThrow("s3://galleries/staff/2026 01//manifest.json: S3 answers 503");
  expect(requests).toHaveLength(3);
});

test.each([
  ["s3://galleries", undefined, "https://galleries.s3.eu-central-1.amazonaws.com/manifest.json"],
  ["s3://gal.leries/a/b", undefined, "https://s3.eu-central-1.amazonaws.com/gal.leries/a/b/manifest.json"],
  ["s3://galleries/a", "http://minio.test:9000/", "http://minio.test:9000/galleries/a/manifest.json"],
])("%s by %s is %s", async (at, endpoint, url) => {
  const asked: string[] = [];
  server.use(
    http.get(url, ({ request }) => {
      asked.push(request.url);
      return HttpResponse.json({});
    }),
  );
  await s3Files(at, { ...env, AWS_ENDPOINT_URL_S3: endpoint })("manifest.json");
  expect(asked).toEqual([url]);
});

test("without a region, credentials or a bucket it is not begun", () => {
  expect(() => s3Files(place, { ...env, AWS_REGION: undefined })).toThrow("AWS_REGION");
  expect(() => s3Files(place, { ...env, AWS_ACCESS_KEY_ID: undefined })).toThrow("AWS_ACCESS_KEY_ID");
  expect(() => s3Files("s3://", env)).toThrow("s3://bucket/prefix");
});
