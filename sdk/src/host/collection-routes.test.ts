import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { fillPath, ndjsonType, openApiDocument, paths, type OperationName } from "../contract/index.ts";
import { encodeTemplate, Problem } from "../core/index.ts";
import type { Collections } from "./collections.ts";
import type { Gallery } from "./gallery.ts";
import { bearer, callers, encoded, hostOver, modelId, post, secret, template } from "./host.fixture.ts";
import { linesIn } from "./ndjson.fixture.ts";

const caller = callers["k-secret"];
const staff = "/v1/collections/staff";
const state = { collection: "staff", spaces: [], fields: {} };
const underway = expect.objectContaining({ signal: expect.any(AbortSignal) });
const found = {
  candidates: [{ subject: "bob", rank: 1, score: 0.95 }, { subject: "al", rank: 2, score: 0.9 }],
  modelId,
  threshold: { score: 0.9, fmr: 1e-4, fpir: 0.003 },
  plan: [],
};

const hostWith = (collections: Partial<Collections>, options = {}) =>
  hostOver({}, { collections: collections as Collections, ...options });

const ofCollections: OperationName[] = [
  "collection",
  "declareFields",
  "subjects",
  "enrolMany",
  "exportTemplates",
  "similar",
  "group",
  "migrate",
  "finishMigration",
  "abandonMigration",
];

test.each(ofCollections)("a host without collections has no %s", async (name) => {
  const init = { method: paths[name].method.toUpperCase(), headers: bearer("k-export") };
  const response = await hostOver().request(fillPath(name, { collection: "staff", subject: "ada", device: "d" }), init);
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({ code: "not_found" });
});

describe("operations", () => {
  test("state, and each step of a move, hand on the caller and the collection", async () => {
    const done = () => vi.fn(async () => state);
    const [of, declare, migrate, finishMigration, abandonMigration] = [done(), done(), done(), done(), done()];
    const host = hostWith({ state: of, declare, migrate, finishMigration, abandonMigration });
    const answers = [
      await host.request(staff, { headers: secret }),
      await host.request(`${staff}/fields`, post({ fields: { hall: "keyword", since: "time" } })),
      await host.request(`${staff}:migrate`, post({ to: modelId })),
      await host.request(`${staff}/migration:finish`, post({})),
      await host.request(`${staff}/migration:abandon`, { method: "POST", headers: secret }),
    ];
    for (const answer of answers) expect([answer.status, await answer.json()]).toEqual([200, state]);
    expect(of).toHaveBeenCalledExactlyOnceWith(caller, "staff", underway);
    expect(declare).toHaveBeenCalledExactlyOnceWith(caller, "staff", { hall: "keyword", since: "time" }, underway);
    expect(migrate).toHaveBeenCalledExactlyOnceWith(caller, "staff", modelId, underway);
    expect(finishMigration).toHaveBeenCalledExactlyOnceWith(caller, "staff", false, underway);
    expect(abandonMigration).toHaveBeenCalledExactlyOnceWith(caller, "staff", underway);
    await host.request(`${staff}/migration:finish`, post({ dropUnreached: true }));
    expect(finishMigration).toHaveBeenLastCalledWith(caller, "staff", true, underway);
  });

  test("nobody moves to a model that is not known here", async () => {
    const migrate = vi.fn<Collections["migrate"]>();
    const response = await hostWith({ migrate }).request(`${staff}:migrate`, post({ to: "other@1" }));
    expect(await response.json()).toMatchObject({ code: "unknown_model" });
    expect(migrate).not.toHaveBeenCalled();
  });

  test("a list goes on after the page before, and says where the next one begins", async () => {
    const subjects = [{ subject: "ada", modelId, templates: [], metadata: {}, indexed: true }];
    const list = vi.fn<Collections["list"]>(async () => ({ subjects, next: "ada" }));
    const host = hostWith({ list });
    const first = (await (await host.request(`${staff}/subjects`, { headers: secret })).json()) as { cursor: string };
    expect(first).toEqual({ subjects, cursor: expect.stringMatching(/^[\w-]+$/) });
    list.mockResolvedValue({ subjects: [], next: undefined });
    const filter = { hall: { in: ["7"] }, age: { gte: 18, lt: 65 } };
    const query = new URLSearchParams({ cursor: first.cursor, limit: "2", filter: JSON.stringify(filter) });
    const last = await host.request(`${staff}/subjects?${query}`, { headers: secret });
    expect(await last.json()).toEqual({ subjects: [] });
    expect(list.mock.calls).toEqual([
      [caller, "staff", { after: undefined, limit: 100, filter: undefined }, underway],
      [caller, "staff", { after: "ada", limit: 2, filter }, underway],
    ]);
  });

  test("similar hands on the subject and the search; an order by rank leaves with the scores alone", async () => {
    const similar = vi.fn(async () => found);
    const host = hostWith({ similar });
    const path = `${staff}/subjects/ada:similar`;
    const filter = { hall: { in: ["7"] } };
    const plain = await host.request(path, post({ maxCandidates: 2, filter }));
    expect(await plain.json()).toMatchObject({ candidates: [{ subject: "al" }, { subject: "bob" }] });
    const scores = await host.request(path, post({}, bearer("k-scores")));
    expect(await scores.json()).toEqual(found);
    const address = { collection: "staff", subject: "ada" };
    expect(similar.mock.calls).toEqual([
      [caller, address, { targetFpir: 0.003, maxCandidates: 2, filter }, underway],
      [callers["k-scores"], address, { targetFpir: 0.003, maxCandidates: 5, filter: undefined }, underway],
    ]);
  });
});

describe("[FIL2] a filter that nobody can answer is unknown_filter:", () => {
  const tooMany = Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`f${i}`, { in: [1] }]));

  test.each<[string, unknown]>([
    ["an unknown operator", { hall: { near: "7" } }],
    ["an unknown operator beside a known one", { hall: { gt: 1, near: "7" } }],
    ["none at all", { hall: {} }],
    ["no values", { hall: { in: [] } }],
    ["a value of no type", { hall: { in: [null] } }],
    ["a bound of no type", { hall: { gt: true } }],
    ["a value where a condition has to be", { hall: "7" }],
    ["too many fields", tooMany],
    ["too many values", { hall: { in: Array.from({ length: 101 }, (_, i) => i) } }],
    ["a name that is passed over elsewhere", JSON.parse('{"__proto__": {"in": ["7"]}}')],
    ["the same beside others", JSON.parse('{"hall": {"in": ["7"]}, "__proto__": {"in": ["7"]}}')],
    ["the same as an operator", JSON.parse('{"hall": {"in": ["7"], "__proto__": 1}}')],
    ["a list", []],
    ["a text", "hall=7"],
  ])("%s", async (_, filter) => {
    const identify = vi.fn<Gallery["identify"]>();
    const list = vi.fn<Collections["list"]>();
    const host = hostOver({ identify }, { collections: { list } as Partial<Collections> as Collections });
    const query = new URLSearchParams({ filter: JSON.stringify(filter) });
    for (const response of [
      await host.request(`${staff}:identify`, post({ probe: encoded, filter })),
      await host.request(`${staff}/subjects?${query}`, { headers: secret }),
    ]) {
      expect(await response.json()).toMatchObject({ code: "unknown_filter", detail: expect.stringMatching(/^filter/) });
    }
    expect(identify).not.toHaveBeenCalled();
    expect(list).not.toHaveBeenCalled();
  });

  test("or it is handed on as it came: there is nothing between", async () => {
    const list = vi.fn<Collections["list"]>(async () => ({ subjects: [], next: undefined }));
    const host = hostWith({ list });
    const values = fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 });
    const condition = fc.oneof(fc.record({ in: values }), fc.jsonValue());
    const something = fc.oneof(fc.dictionary(fc.string(), condition, { maxKeys: 3 }), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(something, async (given) => {
        list.mockClear();
        const filter = JSON.stringify(given);
        const query = new URLSearchParams({ filter });
        const response = await host.request(`${staff}/subjects?${query}`, { headers: secret });
        const { code } = (await response.json()) as { code?: string };
        if (response.status === 200) expect(JSON.stringify(list.mock.lastCall?.[2].filter)).toBe(filter);
        else expect(["unknown_filter", "invalid_request"]).toContain(code);
      }),
    );
  });

  test("no JSON in a query", async () => {
    const response = await hostWith({}).request(`${staff}/subjects?filter={`, { headers: secret });
    expect(await response.json()).toMatchObject({ code: "unknown_filter" });
  });

  test("but what else is wrong with a call is that", async () => {
    const body = { probe: encoded, filter: { hall: {} }, maxCandidates: 0 };
    const response = await hostWith({}).request(`${staff}:identify`, post(body));
    expect(await response.json()).toMatchObject({ code: "invalid_request" });
  });
});

test.each(["limit=0", "limit=501", "limit=x", "cursor=%20", "cursor=%C3%A4", "cursor=_w", "cursor=a".padEnd(400, "a")])(
  "a page that is none is refused: %s",
  async (query) => {
    const list = vi.fn<Collections["list"]>();
    const response = await hostWith({ list }).request(`${staff}/subjects?${query}`, { headers: secret });
    expect(await response.json()).toMatchObject({ code: "invalid_request" });
    expect(list).not.toHaveBeenCalled();
  },
);

describe("identify", () => {
  const answer = { ...found, candidates: [] };
  const filter = { hall: { in: ["7"] } };

  test("hands on whom to search, and a probe of each model while a collection moves: [MOD2]", async () => {
    const identify = vi.fn<Gallery["identify"]>(async () => answer);
    const successor = { ...encoded, modelId: "fixture@2" };
    const models = { ids: [], card: vi.fn(), decode: ({ modelId }: { modelId: string }) => ({ ...template, modelId }) };
    const host = hostOver({ identify }, { models });
    expect((await host.request(`${staff}:identify`, post({ probe: encoded, successor, filter }))).status).toBe(200);
    expect(identify.mock.lastCall?.[2]).toEqual({
      probe: template,
      targetFpir: 0.003,
      maxCandidates: 5,
      filter,
      successor: { ...template, modelId: "fixture@2" },
    });
  });

  test("[MOD1] two probes of one model are a mistake", async () => {
    const identify = vi.fn<Gallery["identify"]>();
    const body = { probe: encoded, successor: encoded };
    const response = await hostOver({ identify }).request(`${staff}:identify`, post(body));
    const detail = expect.stringMatching(/^successor/);
    expect(await response.json()).toMatchObject({ code: "invalid_request", detail });
    expect(identify).not.toHaveBeenCalled();
  });

  test.each([{ filter }, { successor: encoded }])("[KEY3] a publishable key may not ask with %o", async (more) => {
    const identify = vi.fn<Gallery["identify"]>(async () => answer);
    const host = hostOver({ identify });
    const asking = (body: object) => host.request(`${staff}:identify`, post(body, bearer("k-page-identify")));
    expect((await asking({ probe: encoded })).status).toBe(200);
    const refused = await asking({ probe: encoded, ...more });
    expect(await refused.json()).toMatchObject({ code: "key_not_allowed" });
    expect(identify).toHaveBeenCalledOnce();
  });

  test("[FIL4] [MOD3] the plan, and how many could be reached, are answered as they were given", async () => {
    const stage = { scope: "filter" as const, subjects: 2, templates: 3, scanned: 3, exact: true };
    const plan = [{ ...stage, modelId, engine: "scan", milliseconds: 0.2 }];
    const reach = { subjects: 812, of: 1_000 };
    const host = hostOver({ identify: async () => ({ ...answer, plan, reach }) });
    const response = await host.request(`${staff}:identify`, post({ probe: encoded }));
    expect(await response.json()).toMatchObject({ plan, reach });
  });
});

describe("an export", () => {
  const kept = (subject: string) => ({
    subject,
    templateId: `t-${subject}`,
    enrolledAt: "2026-01-01T00:00:00.000Z",
    template,
    metadata: { hall: "7" },
  });
  const exporting = { headers: bearer("k-export") };
  const path = `${staff}/templates`;

  test("has every template, in the clear, in the encoding that is asked for, and ends with their number", async () => {
    const templates: Collections["templates"] = async function* (by, collection) {
      expect([by, collection]).toEqual([callers["k-export"], "staff"]);
      yield [kept("ada"), kept("bob")];
      yield [];
      yield [kept("cy")];
    };
    const response = await hostWith({ templates }).request(`${path}?encoding=f16`, exporting);
    expect(response.headers.get("content-type")).toBe(ndjsonType);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const line = (subject: string) => ({ ...kept(subject), template: encodeTemplate(template, "f16") });
    expect(await linesIn(response)).toEqual([line("ada"), line("bob"), line("cy"), { summary: { templates: 3 } }]);
  });

  test.each(["k-secret", "k-scores", "k-offline", "k-page-identify"] as const)("[KEY3] is not for %s", async (key) => {
    const templates = vi.fn<Collections["templates"]>();
    const response = await hostWith({ templates }).request(path, { headers: bearer(key) });
    expect(response.status).toBe(403);
    expect(templates).not.toHaveBeenCalled();
  });

  test("that cannot begin is refused by its status", async () => {
    // oxlint-disable-next-line require-yield
    const templates: Collections["templates"] = async function* () {
      throw new Problem("unknown_collection");
    };
    const response = await hostWith({ templates }).request(path, exporting);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: "unknown_collection" });
  });

  test("that cannot go on says so at its end, and the log is told", async () => {
    const onFailure = vi.fn();
    const error = new Problem("store_damaged", "template 7");
    const templates: Collections["templates"] = async function* () {
      yield [kept("ada")];
      throw error;
    };
    const response = await hostWith({ templates }, { onFailure }).request(path, exporting);
    const { title, status } = error;
    const problem = { code: "store_damaged", title, status, detail: "template 7" };
    expect((await linesIn(response)).at(-1)).toEqual({ summary: { templates: 1 }, problem });
    expect(onFailure).toHaveBeenCalledExactlyOnceWith({ requestId: response.headers.get("x-request-id"), error });
  });

  test("is made no faster than it is read, and left where its reader leaves", async () => {
    let [made, isAborted] = [0, false];
    const templates: Collections["templates"] = async function* (_, __, { signal }) {
      try {
        for (;;) yield [kept(`s-${(made += 1)}`)];
      } finally {
        isAborted = signal.aborted;
      }
    };
    const reader = (await hostWith({ templates }).request(path, exporting)).body!.getReader();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(made).toBeLessThanOrEqual(3);
    await reader.cancel();
    await vi.waitFor(() => expect(isAborted).toBe(true));
  });

  test("is not made for who asks for its headers alone", async () => {
    const ended = vi.fn();
    const templates: Collections["templates"] = async function* () {
      try {
        for (;;) yield [kept("ada")];
      } finally {
        ended();
      }
    };
    const response = await hostWith({ templates }).request(path, { method: "HEAD", ...exporting });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, ndjsonType]);
    expect(ended).toHaveBeenCalledOnce();
  });

  test("leaves no timer behind, however it ends", async () => {
    vi.useFakeTimers();
    try {
      const timed = { headers: { ...bearer("k-export"), "Likeness-Timeout": "60000" } };
      const templates: Collections["templates"] = async function* () {
        yield [kept("ada")];
        yield [kept("bob")];
      };
      const host = hostWith({ templates });
      const [read, left, headers] = [
        await host.request(path, timed),
        await host.request(path, timed),
        await host.request(path, { ...timed, method: "HEAD" }),
      ];
      expect(headers.status).toBe(200);
      await linesIn(read);
      const reader = left.body!.getReader();
      await reader.read();
      await reader.cancel();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test("[ADM2] ends when its time is over, and says so", async () => {
    const templates: Collections["templates"] = async function* (_, __, { signal }) {
      yield [kept("ada")];
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error)));
    };
    const timed = { headers: { ...bearer("k-export"), "Likeness-Timeout": "20" } };
    const lines = await linesIn(await hostWith({ templates }).request(path, timed));
    expect(lines.at(-1)).toMatchObject({ summary: { templates: 1 }, problem: { code: "deadline_passed" } });
  });
});

describe("groups", () => {
  test("come one a line, with what was asked for handed on", async () => {
    const groups = vi.fn<Collections["groups"]>(async function* () {
      yield [
        ["ada", "bob"],
        ["cy", "di", "ed"],
      ];
    });
    const host = hostWith({ groups });
    const response = await host.request(`${staff}:group`, post({ modelId, targetFmr: 1e-6 }));
    expect(await linesIn(response)).toEqual([
      { subjects: ["ada", "bob"] },
      { subjects: ["cy", "di", "ed"] },
      { summary: { groups: 2, subjects: 5 } },
    ]);
    await host.request(`${staff}:group`, post({}));
    expect(groups.mock.calls).toEqual([
      [caller, "staff", { modelId, targetFmr: 1e-6 }, underway],
      [caller, "staff", { modelId: undefined, targetFmr: 1e-4 }, underway],
    ]);
  });

  test("that there are none of are none", async () => {
    const groups: Collections["groups"] = async function* () {};
    const response = await hostWith({ groups }).request(`${staff}:group`, post({}));
    expect(await linesIn(response)).toEqual([{ summary: { groups: 0, subjects: 0 } }]);
  });
});

test("what is sent and answered in lines is in the document", () => {
  const names = Object.keys(openApiDocument().components?.schemas ?? {});
  expect(names).toEqual(expect.arrayContaining(["EnrolLine", "EnrolAnswer", "ExportAnswer", "GroupAnswer"]));
});
