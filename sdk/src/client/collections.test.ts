import { http, HttpResponse } from "msw/http";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { linesOf, ndjsonType, toProblemBody } from "../contract/index.ts";
import { Problem } from "../core/index.ts";
import { createCollectionsClient } from "./collections.ts";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledFrame: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const endpoint = "https://faces.example";
const collections = createCollectionsClient({ endpoint, key: "k-1", backoff: 1 });
const ada = { collection: "staff", subject: "ada" };

/** Answers one after the other, the last one for good; keeps what was asked. */
function answering(...answers: (() => Response)[]): Request[] {
  const requests: Request[] = [];
  server.use(
    http.all(`${endpoint}/*`, ({ request }) => answers[Math.min(requests.push(request), answers.length) - 1]!()),
  );
  return requests;
}

const json = (body: object) => () => HttpResponse.json(body);
const lines = (...values: object[]) => () => new Response(linesOf(values), { headers: { "Content-Type": ndjsonType } });
const problem = (code: "overloaded" | "unknown_collection" | "storage_failed") => () => {
  const body = toProblemBody(new Problem(code));
  return HttpResponse.json(body, { status: body.status });
};
const all = async <Item>(items: AsyncIterable<Item>) => {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
};

test.each([
  { name: "state", call: () => collections.state("staff"), wanted: "GET /v1/collections/staff" },
  {
    name: "declareFields",
    call: () => collections.declareFields("staff", { hall: "keyword" }),
    wanted: "POST /v1/collections/staff/fields",
    body: { fields: { hall: "keyword" } },
  },
  { name: "subjectPage", call: () => collections.subjectPage("staff"), wanted: "GET /v1/collections/staff/subjects" },
  {
    name: "similar",
    call: () => collections.similar(ada, { maxCandidates: 3, filter: { hall: { in: ["7"] } } }),
    wanted: "POST /v1/collections/staff/subjects/ada:similar",
    body: { maxCandidates: 3, filter: { hall: { in: ["7"] } } },
  },
  {
    name: "migrate",
    call: () => collections.migrate("staff", "model@2"),
    wanted: "POST /v1/collections/staff:migrate",
    body: { to: "model@2" },
  },
  {
    name: "finishMigration",
    call: () => collections.finishMigration("staff", { dropUnreached: true }),
    wanted: "POST /v1/collections/staff/migration:finish",
    body: { dropUnreached: true },
  },
  {
    name: "abandonMigration",
    call: () => collections.abandonMigration("staff"),
    wanted: "POST /v1/collections/staff/migration:abandon",
  },
])("$name is $wanted", async ({ call, wanted, body }) => {
  const requests = answering(json({ some: "answer" }));
  expect(await call()).toEqual({ some: "answer" });
  expect(requests.map(({ method, url }) => `${method} ${new URL(url).pathname}`)).toEqual([wanted]);
  expect(await requests[0]!.text()).toBe(body ? JSON.stringify(body) : "");
});

test("everyone is listed page by page, each asked for when it is needed", async () => {
  const first = json({ subjects: [{ subject: "a" }, { subject: "b" }], cursor: "next" });
  const requests = answering(first, json({ subjects: [{ subject: "c" }] }));
  const listed = collections.subjects("staff", { limit: 2, filter: { hall: { in: ["7"] } } });
  expect((await listed.next()).value).toEqual({ subject: "a" });
  expect(requests).toHaveLength(1);
  expect(await all(listed)).toEqual([{ subject: "b" }, { subject: "c" }]);
  const filter = JSON.stringify({ hall: { in: ["7"] } });
  expect(requests.map(({ url }) => Object.fromEntries(new URL(url).searchParams))).toEqual([
    { limit: "2", filter },
    { limit: "2", filter, cursor: "next" },
  ]);
});

test("a step of a move is sent once: its answer may have been lost, and not its effect", async () => {
  const requests = answering(() => HttpResponse.error());
  for (const step of [
    () => collections.migrate("staff", "model@2"),
    () => collections.finishMigration("staff"),
    () => collections.abandonMigration("staff"),
  ]) {
    await expect(step()).rejects.toMatchObject({ code: "unreachable" });
  }
  expect(requests).toHaveLength(3);
});

describe("what is answered in lines", () => {
  const template = { subject: "ada", templateId: "t-1" };
  const end = { summary: { templates: 1 } };
  const bytes = new TextEncoder().encode(linesOf([template]));
  const damaged = { ...end, problem: toProblemBody(new Problem("store_damaged")) };

  test("is given line by line, without its summary", async () => {
    const requests = answering(lines(template, end));
    expect(await all(collections.exportTemplates("staff", { encoding: "f16" }))).toEqual([template]);
    const [{ method, url, headers }] = requests as [Request];
    expect(`${method} ${url}`).toBe(`GET ${endpoint}/v1/collections/staff/templates?encoding=f16`);
    expect(headers.get("accept")).toContain(ndjsonType);
    expect(headers.has("likeness-timeout"), "it may take as long as it takes").toBe(false);
  });

  test("groups are lists of names", async () => {
    const requests = answering(lines({ subjects: ["ada", "bob"] }, { summary: { groups: 1, subjects: 2 } }));
    expect(await all(collections.groups("staff", { targetFmr: 1e-5 }))).toEqual([["ada", "bob"]]);
    expect(await requests[0]!.json()).toEqual({ targetFmr: 1e-5 });
  });

  test.each([
    ["is cut off between lines", lines(template), "unreachable"],
    ["is cut off in a line", () => new Response(`${linesOf([template])}{"summ`), "unreachable"],
    ["has nothing", () => new Response(""), "unreachable"],
    ["says why it ended", lines(template, damaged), "store_damaged"],
    ["is no host's", () => new Response("<h1>nginx</h1>\n"), "internal"],
    ["has a value that is no object", () => new Response("1\n"), "internal"],
  ])("and %s is told of, after what came", async (_, answer, code) => {
    answering(answer);
    const seen: object[] = [];
    const reading = (async () => {
      for await (const item of collections.exportTemplates("staff")) seen.push(item);
    })();
    await expect(reading).rejects.toMatchObject({ name: "Problem", code });
    expect(seen.length).toBeLessThanOrEqual(1);
  });

  test("is asked for again until it begins, and not after that", async () => {
    const twice = answering(problem("overloaded"), lines(template, end));
    expect(await all(collections.exportTemplates("staff"))).toEqual([template]);
    expect(twice).toHaveLength(2);
    const once = answering(lines(template), lines(template, end));
    await expect(all(collections.exportTemplates("staff"))).rejects.toMatchObject({ code: "unreachable" });
    expect(once).toHaveLength(1);
  });

  test("is refused as any call is", async () => {
    const requests = answering(problem("unknown_collection"));
    await expect(all(collections.exportTemplates("staff"))).rejects.toMatchObject({ code: "unknown_collection" });
    expect(requests).toHaveLength(1);
  });

  test("that stops coming is unreachable", async () => {
    const left = vi.fn();
    const slow: typeof fetch = async () =>
      new Response(
        new ReadableStream({
          start: (body) => body.enqueue(bytes),
          cancel: left,
        }),
      );
    const patient = createCollectionsClient({ endpoint, key: "k", fetch: slow, timeout: 20, retries: 0 });
    await expect(all(patient.exportTemplates("staff"))).rejects.toMatchObject({ message: "no answer in 20 ms" });
  });

  test("may be left in the middle, and is stopped then", async () => {
    let aborted: AbortSignal | undefined | null;
    const watched: typeof fetch = async (_, init) => {
      aborted = init?.signal;
      return new Response(new ReadableStream({ pull: (body) => body.enqueue(bytes.slice()) }));
    };
    for await (const _ of createCollectionsClient({ endpoint, fetch: watched }).exportTemplates("staff")) break;
    expect(aborted?.aborted).toBe(true);
  });

  test("ends at once for a caller who stops", async () => {
    const stop = new AbortController();
    const never: typeof fetch = () => new Promise(() => {});
    const reading = all(createCollectionsClient({ endpoint, fetch: never }).groups("staff", { signal: stop.signal }));
    const reason = new Error("left the page");
    stop.abort(reason);
    await expect(reading).rejects.toBe(reason);
  });
});
