import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { EnrolLine } from "../contract/index.ts";
import { linesOf, ndjsonType, toProblemBody } from "../contract/index.ts";
import { encodeTemplate, Problem, type Template } from "../core/index.ts";
import { callers, hostOver, modelId, template } from "../host/host.fixture.ts";
import { memoryCollections } from "../host/memory-collections.fixture.ts";
import type { Collections } from "../host/collections.ts";
import type { ClientOptions } from "./client.ts";
import { createCollectionsClient } from "./collections.ts";
import type { EnrolManyOptions, Enrolment } from "./enrol-many.ts";
import type { Lines } from "./outgoing-lines.ts";

type Fetch = typeof fetch;
const endpoint = "http://server.test";
const person = (subject: string, more: object = {}) => ({ subject, template, ...more });
const people = (count: number) => Array.from({ length: count }, (_, i) => person(`s-${i}`));
const wrong: Template = { modelId: "other@1", vector: template.vector };

/** A host in this process. What its fetch is given it is given as a page or a Node program would. */
function hosted() {
  const collections = memoryCollections();
  const host = hostOver({}, { collections });
  const fetch: Fetch = async (input, init) => host.request(String(input), init as RequestInit);
  return { fetch, collections };
}

const clientOver = (fetch: Fetch, options: Partial<ClientOptions> = {}) =>
  createCollectionsClient({ endpoint, key: "k-secret", fetch, backoff: 1, ...options });

type People = Lines<ReturnType<typeof person>>;

async function sent(fetch: Fetch, lines: People, options: EnrolManyOptions = {}, more: Partial<ClientOptions> = {}) {
  const outcomes: Enrolment[] = [];
  for await (const outcome of clientOver(fetch, more).enrolMany("staff", lines, options)) outcomes.push(outcome);
  return outcomes;
}

/** Until it ends, however it does: which lines were answered by then. */
async function linesUntilEnd(enrolments: AsyncIterable<Enrolment>) {
  const seen: number[] = [];
  try {
    for await (const { line } of enrolments) seen.push(line);
    return { seen, error: undefined };
  } catch (error) {
    return { seen, error };
  }
}

async function spacesIn(collections: Collections) {
  const { signal } = new AbortController();
  return (await collections.state(callers["k-secret"], "staff", { signal })).spaces;
}

async function* slowly<Item>(items: Iterable<Item>, milliseconds = 1): AsyncGenerator<Item> {
  for (const item of items) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    yield item;
  }
}

const ways = [
  { way: "in one request", streaming: true },
  { way: "in several", streaming: false },
];

describe.each(ways)("a batch that goes $way", ({ streaming }) => {
  test("is answered line by line, in order, whatever becomes of each", async () => {
    const { fetch } = hosted();
    const again = person("ada", { metadata: { hall: "7" } });
    const lines = [person("ada"), { ...person("bob"), template: wrong }, person("-"), again];
    for (const given of [lines, new Set(lines), slowly(lines)]) {
      const outcomes = await sent(fetch, given, { streaming });
      expect(outcomes).toEqual([
        { line: 1, subject: "ada", templateId: expect.any(String) },
        { line: 2, subject: "bob", problem: expect.objectContaining({ code: "unknown_model" }) },
        { line: 3, subject: "-", problem: expect.objectContaining({ code: "invalid_request", status: 422 }) },
        { line: 4, subject: "ada", templateId: expect.any(String) },
      ]);
      expect(outcomes[1]!.problem).toBeInstanceOf(Problem);
    }
  });

  test("tells how far it is", async () => {
    const onProgress = vi.fn();
    await sent(hosted().fetch, [person("ada"), person("-"), person("bob")], { streaming, onProgress });
    expect(onProgress.mock.calls.map(([progress]) => progress)).toEqual([
      { enrolled: 1, refused: 0 },
      { enrolled: 1, refused: 1 },
      { enrolled: 2, refused: 1 },
    ]);
  });

  test("of many is the same as of few", async () => {
    const { fetch, collections } = hosted();
    const outcomes = await sent(fetch, people(5_000), { streaming });
    expect(outcomes.map(({ line }) => line)).toEqual(Array.from({ length: 5_000 }, (_, i) => i + 1));
    expect(outcomes.filter(({ problem }) => problem)).toEqual([]);
    expect(await spacesIn(collections)).toEqual([{ modelId, subjects: 5_000, templates: 5_000 }]);
  });

  test("of nobody asks for nothing", async () => {
    const fetch = vi.fn<Fetch>();
    expect(await sent(fetch, [], { streaming })).toEqual([]);
    expect(await sent(fetch, slowly([]), { streaming })).toEqual([]);
    expect(fetch).not.toHaveBeenCalled();
  });

  test("is taken no faster than its answers are", async () => {
    let taken = 0;
    function* counted() {
      for (const one of people(20_000)) {
        taken += 1;
        yield one;
      }
    }
    const outcomes = clientOver(hosted().fetch).enrolMany("staff", counted(), { streaming });
    await outcomes.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(taken).toBeLessThanOrEqual(2_001);
    await outcomes.return();
  });

  test("lets go of the caller's lines and of the host when it is left", async () => {
    const ended = vi.fn();
    const { fetch } = hosted();
    let signal: AbortSignal | null | undefined;
    const watched: Fetch = (input, init) => {
      signal = init?.signal;
      return fetch(input, init);
    };
    async function* endless() {
      try {
        for (;;) yield person("ada", { replace: true });
      } finally {
        ended();
      }
    }
    const enrolments = clientOver(watched).enrolMany("staff", endless(), { streaming });
    for await (const { line } of enrolments) if (line === 3) break;
    await vi.waitFor(() => expect(ended).toHaveBeenCalledOnce());
    expect(signal?.aborted).toBe(true);
  });

  test("ends with what the caller's lines end with, after what came before it", async () => {
    const bad = new Error("the file ends here");
    async function* broken() {
      yield person("ada");
      yield person("bob");
      throw bad;
    }
    const sending = clientOver(hosted().fetch).enrolMany("staff", broken(), { streaming });
    expect(await linesUntilEnd(sending)).toEqual({ seen: [1, 2], error: bad });
  });

  test("can be stopped, even where the caller's own lines do not come", async () => {
    const stop = new AbortController();
    const reason = new Error("enough");
    async function* stuck() {
      yield person("ada");
      await new Promise(() => {});
    }
    const sending = sent(hosted().fetch, stuck(), { streaming, signal: stop.signal });
    setTimeout(() => stop.abort(reason), 20);
    await expect(sending).rejects.toBe(reason);
    await expect(sent(hosted().fetch, people(1), { streaming, signal: stop.signal })).rejects.toBe(reason);
  });

  test("is sent again where the connection breaks, and nobody is enrolled twice", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 4 }), async (breaks) => {
        const { fetch, collections } = hosted();
        // Each try is cut off after so many bytes of its answer, until there are no more breaks.
        const left = [...breaks];
        const unreliable: Fetch = async (input, init) => {
          const response = await fetch(input, init);
          const bytes = left.shift();
          return bytes === undefined ? response : new Response(cutOff(response.body!, bytes), response);
        };
        const outcomes = await sent(unreliable, people(60), { streaming }, { retries: breaks.length });
        const wanted = people(60).map(({ subject }, i) => [i + 1, subject]);
        expect(outcomes.map(({ line, subject }) => [line, subject])).toEqual(wanted);
        expect(await spacesIn(collections)).toEqual([{ modelId, subjects: 60, templates: 60 }]);
      }),
      { numRuns: 20 },
    );
  });

  test("without keys is not sent again once it was taken", async () => {
    const { fetch } = hosted();
    const calls = vi.fn();
    const unreliable: Fetch = async (input, init) => {
      calls();
      const response = await fetch(input, init);
      return new Response(cutOff(response.body!, 60), response);
    };
    const sending = sent(unreliable, people(10), { streaming, idempotent: false });
    await expect(sending).rejects.toMatchObject({ code: "unreachable" });
    expect(calls).toHaveBeenCalledOnce();
  });

  test.each([true, false])("is sent again after it was refused at the door, with keys: %s", async (idempotent) => {
    const { fetch } = hosted();
    let calls = 0;
    const busy: Fetch = async (input, init) => {
      calls += 1;
      return calls > 1 ? fetch(input, init) : Response.json(toProblemBody(new Problem("overloaded")), { status: 503 });
    };
    expect(await sent(busy, people(3), { streaming, idempotent })).toHaveLength(3);
    expect(calls).toBe(2);
  });

  test("is not sent again where it would fare no better", async () => {
    const body = toProblemBody(new Problem("key_not_allowed"));
    const refusing = vi.fn<Fetch>(async () => Response.json(body, { status: 403 }));
    await expect(sent(refusing, people(3), { streaming })).rejects.toMatchObject({ code: "key_not_allowed" });
    expect(refusing).toHaveBeenCalledOnce();
  });

  test("ends with the reason for which the host cannot go on", async () => {
    const end = { summary: {}, problem: toProblemBody(new Problem("storage_full")) };
    const full: Fetch = async () => lines({ line: 1, subject: "s-0", templateId: "t" }, end);
    const { seen, error } = await linesUntilEnd(clientOver(full).enrolMany("staff", people(3), { streaming }));
    expect(error).toMatchObject({ code: "storage_full" });
    expect(seen).toEqual([1]);
  });

  test.each([
    ["more than was sent", [1, 2, 3, 4]],
    ["less than was sent", [1, 2]],
  ])("a host that answers %s is none", async (_, numbers) => {
    const other = vi.fn<Fetch>(async (_, init) => {
      await new Response(init?.body as BodyInit).text();
      return lines(...numbers.map((line) => ({ line, subject: "x", templateId: "t" })), { summary: {} });
    });
    await expect(sent(other, people(3), { streaming })).rejects.toMatchObject({ code: "internal" });
    expect(other, "it is not asked again").toHaveBeenCalledOnce();
  });

  test("is unreachable where no answer comes to what was sent, and waits for the caller's lines", async () => {
    const silent: Fetch = () => new Promise(() => {});
    const impatient = createCollectionsClient({ endpoint, fetch: silent, timeout: 20, retries: 0 });
    const first = impatient.enrolMany("staff", people(1), { streaming }).next();
    await expect(first).rejects.toMatchObject({ message: "no answer in 20 ms" });
    const patient = await sent(hosted().fetch, slowly(people(2), 250), { streaming }, { timeout: 200, retries: 0 });
    expect(patient.map(({ line }) => line)).toEqual([1, 2]);
  });
});

function lines(...values: object[]): Response {
  return new Response(linesOf(values), { headers: { "Content-Type": ndjsonType } });
}

/** As a connection that breaks: after so many bytes, if there are as many. */
function cutOff(body: ReadableStream<Uint8Array>, bytes: number): ReadableStream<Uint8Array> {
  let left = bytes;
  const cutter = new TransformStream<Uint8Array, Uint8Array>({
    transform: (chunk, stream) => {
      if (chunk.length <= left) stream.enqueue(chunk);
      else {
        stream.enqueue(chunk.subarray(0, left));
        stream.error(new Error("the connection was lost"));
      }
      left -= chunk.length;
    },
  });
  return body.pipeThrough(cutter);
}

describe("a line", () => {
  const bodyOf = async (more: object, options?: EnrolManyOptions) => {
    let text = "";
    const keeping: Fetch = async (_, init) => {
      text = await new Response(init?.body as BodyInit).text();
      return lines({ line: 1, subject: "ada", templateId: "t" }, { summary: {} });
    };
    await sent(keeping, [person("ada", more)], options);
    return JSON.parse(text) as EnrolLine;
  };

  test("has what was given, and a key of its own", async () => {
    const more = { metadata: { hall: "7" }, replace: true, quality: 0.5 };
    const key = expect.stringMatching(/^[0-9a-f-]{36}$/);
    const encoded = encodeTemplate(template);
    expect(await bodyOf(more)).toEqual({ subject: "ada", template: encoded, ...more, idempotencyKey: key });
  });

  test("keeps the key that was given, or goes without", async () => {
    expect(await bodyOf({ idempotencyKey: "mine" })).toMatchObject({ idempotencyKey: "mine" });
    expect(await bodyOf({}, { idempotent: false })).not.toHaveProperty("idempotencyKey");
  });
});

describe("several requests", () => {
  test("are signed over what they send; that is what a signing client sends without being asked", async () => {
    const bodies: unknown[] = [];
    const { fetch } = hosted();
    const kept: Fetch = (input, init) => {
      bodies.push(init?.body);
      return fetch(input, init);
    };
    const seen: (string | undefined)[] = [];
    const sign = async ({ body }: { body: string | undefined }) => {
      seen.push(body);
      return {};
    };
    const client = createCollectionsClient({ endpoint, key: "k-secret", sign, fetch: kept });
    for await (const { problem } of client.enrolMany("staff", people(2))) expect(problem).toBeUndefined();
    expect(seen).toEqual(bodies);
    expect(seen[0]!.split("\n")).toHaveLength(3);
  });

  test("have a thousand lines each at most, and one that comes slowly is sent without them", async () => {
    const sizes: number[] = [];
    const { fetch } = hosted();
    const counting: Fetch = (input, init) => {
      sizes.push(String(init?.body).split("\n").length - 1);
      return fetch(input, init);
    };
    await sent(counting, people(2_500), { streaming: false });
    expect(sizes).toEqual([1_000, 1_000, 500]);
    sizes.length = 0;
    await sent(counting, slowly(people(3), 40), { streaming: false });
    expect(sizes).toEqual([1, 1, 1]);
  });
});
