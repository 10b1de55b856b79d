import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { ndjsonType } from "../contract/index.ts";
import { encodeTemplate, Problem, sha256Hex, type ProblemCode } from "../core/index.ts";
import { lineLimitBytes } from "./batch-line.ts";
import type { BatchLine, BatchOutcome, Collections } from "./collections.ts";
import { callers, encoded, hostOver, modelId, template } from "./host.fixture.ts";
import type { HostOptions } from "./host-options.ts";
import { memoryCollections } from "./memory-collections.fixture.ts";
import { linesIn, streaming } from "./ndjson.fixture.ts";

const path = "/v1/collections/staff/templates";
const line = (subject: string, more: object = {}) => `${JSON.stringify({ subject, template: encoded, ...more })}\n`;
const enrolled = (number: number, subject: string) => ({ line: number, subject, templateId: expect.any(String) });
const refused = (number: number, code: ProblemCode, detail?: string) => {
  const { title, status } = new Problem(code);
  return { line: number, problem: { code, title, status, ...(detail !== undefined && { detail }) } };
};
const summary = (lines: number, enrolled: number, refused = 0) => ({ summary: { lines, enrolled, refused } });

/** A host whose collections do this with a batch. */
const hostWith = (enrolMany: Collections["enrolMany"], options: Partial<HostOptions> = {}) =>
  hostOver({}, { collections: { ...memoryCollections(), enrolMany }, ...options });
const host = () => hostOver({}, { collections: memoryCollections() });

/** Answers each line in its turn. */
async function* done(lines: AsyncIterable<readonly BatchLine[]>): AsyncGenerator<readonly BatchOutcome[]> {
  for await (const batch of lines) {
    yield batch.map((line) => ("refused" in line ? line : { line: line.line, subject: line.subject, templateId: "t" }));
  }
}

describe("[ADM4] a batch is answered line by line", () => {
  test("in order, with a summary at the end", async () => {
    const response = await host().request(path, streaming([line("ada"), line("bob"), line("ada")]));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe(ndjsonType);
    const lines = await linesIn(response);
    expect(lines).toEqual([enrolled(1, "ada"), enrolled(2, "bob"), enrolled(3, "ada"), summary(3, 3)]);
    expect(new Set(lines.slice(0, 3).map(({ templateId }) => templateId)).size).toBe(3);
  });

  test("and holds its place until the last line is read", async () => {
    const release = vi.fn();
    const limits = { admit: async () => ({ headers: {}, release }), refused: async () => {} };
    const response = await hostWith((_caller, _collection, lines) => done(lines), { limits }).request(path, streaming([line("ada")]));
    expect(release).not.toHaveBeenCalled();
    await linesIn(response);
    expect(release).toHaveBeenCalledOnce();
  });

  test("and what is given with a line is handed on", async () => {
    const seen: BatchLine[] = [];
    const keep: Collections["enrolMany"] = async function* (caller, collection, lines) {
      expect([caller, collection]).toEqual([callers["k-secret"], "staff"]);
      for await (const batch of lines) {
        seen.push(...batch);
        yield [];
      }
    };
    const more = { metadata: { hall: "7" }, replace: true, quality: 0.5, idempotencyKey: "once" };
    await linesIn(await hostWith(keep).request(path, streaming([line("ada", more), line("bob")])));
    const digest = await sha256Hex(line("ada", more).trimEnd());
    const none = { metadata: undefined, replace: false, quality: undefined, consent: undefined, idempotency: undefined };
    expect(seen).toEqual([
      {
        line: 1,
        subject: "ada",
        enrolment: {
          ...none,
          template,
          metadata: { hall: "7" },
          replace: true,
          quality: 0.5,
          idempotency: { key: "once", digest },
        },
      },
      { line: 2, subject: "bob", enrolment: { ...none, template } },
    ]);
  });

  const anotherLength = { ...encoded, data: "AAAA" };
  const notFinite = encodeTemplate({ modelId, vector: new Float32Array([1, NaN, 2, 3]) as typeof template.vector });
  const zero = { ...encoded, data: "A".repeat(22) };

  test.each<[what: string, bad: string | Uint8Array, code: ProblemCode]>([
    ["that is no JSON", "{\n", "bad_json"],
    ["that is no UTF-8", Uint8Array.of(0x22, 0xff, 0x22, 0x0a), "bad_json"],
    ["with a byte order mark", `\ufeff${line("eve")}`, "bad_json"],
    ["that is another thing", "[1]\n", "invalid_request"],
    ["that is null", "null\n", "invalid_request"],
    ["with an unknown member", line("eve", { scores: true }), "invalid_request"],
    ["with a consent, which is for the edge", line("eve", { consent: {} }), "invalid_request"],
    ["that sets a prototype", '{"__proto__": {"scores": true}}\n', "invalid_request"],
    ["of nobody", line("-"), "invalid_request"],
    ["of endless depth", `${"[".repeat(8_000)}\n`, "bad_json"],
    ["longer than the limit", `${" ".repeat(lineLimitBytes)}{}\n`, "body_too_large"],
    ["of another model", line("eve", { template: { ...encoded, modelId: "other@1" } }), "unknown_model"],
    ["of the wrong dimension", line("eve", { template: anotherLength }), "template_length"],
    ["with a value that is no number", line("eve", { template: notFinite }), "template_not_finite"],
    ["of no direction", line("eve", { template: zero }), "template_zero"],
    ["that is no base64", line("eve", { template: { ...encoded, data: "*" } }), "template_malformed"],
  ])("and a line %s harms no other", async (_, bad, code) => {
    const lines = await linesIn(await host().request(path, streaming([line("ada"), bad, line("bob")])));
    const { title, status } = new Problem(code);
    const problem = expect.objectContaining({ code, title, status });
    expect(lines).toEqual([enrolled(1, "ada"), { line: 2, problem }, enrolled(3, "bob"), summary(3, 2, 1)]);
  });

  test("and what a collection refuses is refused by line, an error of its own told to the log", async () => {
    const onFailure = vi.fn();
    const bug = new Error("no such column: vector");
    const refuse: Collections["enrolMany"] = async function* (_, __, lines) {
      for await (const batch of lines) {
        const full = new Problem("subject_full", "16 templates");
        yield batch.map(({ line }) => ({ line, refused: line === 1 ? full : bug }));
      }
    };
    const response = await hostWith(refuse, { onFailure }).request(path, streaming([line("ada"), line("bob")]));
    expect(await linesIn(response)).toEqual([
      refused(1, "subject_full", "16 templates"),
      refused(2, "internal"),
      summary(2, 0, 2),
    ]);
    expect(onFailure).toHaveBeenCalledExactlyOnceWith({ requestId: response.headers.get("x-request-id"), error: bug });
  });

  test("and a line that is sent again by its key is done once", async () => {
    const app = host();
    const send = async (...lines: string[]) => linesIn(await app.request(path, streaming(lines)));
    const [first] = await send(line("ada", { idempotencyKey: "k" }));
    const again = await send(line("ada", { idempotencyKey: "k" }), line("ada", { idempotencyKey: "k", replace: true }));
    expect(again).toEqual([first, refused(2, "idempotency_key_reused"), summary(2, 1, 1)]);
  });

  test("empty lines are passed over, and counted", async () => {
    const body = `\n  \r\n${line("ada").trimEnd()}\r\n\n${line("bob").trimEnd()}`;
    expect(await linesIn(await host().request(path, streaming([body])))).toEqual([
      enrolled(3, "ada"),
      enrolled(5, "bob"),
      summary(2, 2),
    ]);
  });

  test("a body that breaks off is done as far as it came, and the last line says that it broke off", async () => {
    const onFailure = vi.fn();
    const app = hostOver({}, { collections: memoryCollections(), onFailure });
    const response = await app.request(path, streaming([line("ada"), line("bob").slice(0, 50), undefined]));
    const { title, status } = new Problem("bad_json");
    expect(await linesIn(response)).toEqual([
      enrolled(1, "ada"),
      { ...summary(1, 1), problem: { code: "bad_json", title, status, detail: "the body breaks off" } },
    ]);
    expect(onFailure).not.toHaveBeenCalled();
  });

  test("half a line is none, even where it would be JSON", async () => {
    const cut = line("ada").trimEnd();
    const lines = await linesIn(await host().request(path, streaming([cut, undefined])));
    expect(lines).toEqual([{ ...summary(0, 0), problem: expect.objectContaining({ code: "bad_json" }) }]);
  });

  test("where the host cannot go on, the last line says why, and how many were done", async () => {
    const onFailure = vi.fn();
    const full: Collections["enrolMany"] = async function* (_, __, lines) {
      for await (const [first] of lines) {
        yield [{ line: first!.line, subject: "ada", templateId: "t" }];
        throw new Problem("storage_full");
      }
    };
    const response = await hostWith(full, { onFailure }).request(path, streaming([line("ada"), line("bob")]));
    const { title, status } = new Problem("storage_full");
    expect((await linesIn(response)).at(-1)).toEqual({
      summary: { lines: expect.any(Number), enrolled: 1, refused: 0 },
      problem: { code: "storage_full", title, status },
    });
    expect(onFailure).toHaveBeenCalledOnce();
  });

  test("and a body that is empty has nothing but a summary", async () => {
    expect(await linesIn(await host().request(path, streaming([])))).toEqual([summary(0, 0)]);
    const { headers } = streaming([]);
    expect(await linesIn(await host().request(path, { method: "POST", headers: headers! }))).toEqual([summary(0, 0)]);
  });

  test.each(["application/json", "text/plain", ""])("a body of type %j is refused as a whole", async (type) => {
    const response = await host().request(path, streaming([line("ada")], { "Content-Type": type }));
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ code: "unsupported_media_type" });
  });

  test("a signed body, which was read before, is taken from there", async () => {
    const signed: Partial<HostOptions> = {
      authenticate: async (_, body) => {
        await body();
        return callers["k-secret"];
      },
    };
    const response = await hostWith((_, __, lines) => done(lines), signed).request(path, streaming([line("ada")]));
    expect(await linesIn(response)).toEqual([enrolled(1, "ada"), summary(1, 1)]);
  });
});

describe("a batch is read no faster than it is done and its answers are taken", () => {
  const many = 100_000;
  function* counted(read: { lines: number }) {
    for (let i = 0; i < many; i++) {
      read.lines += 1;
      yield line(`s-${i}`);
    }
  }

  test("so that a slow reader holds up the sender, and only so much is in memory", async () => {
    const read = { lines: 0 };
    const response = await hostWith((_, __, lines) => done(lines)).request(path, streaming(counted(read)));
    const reader = response.body!.getReader();
    await reader.read();
    await vi.waitFor(() => expect(read.lines).toBeGreaterThan(1_000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(read.lines).toBeLessThan(2_200);
    await reader.cancel();
  });

  test("nor is a line taken that nothing has asked for", async () => {
    const read = { lines: 0 };
    const never: Collections["enrolMany"] = async function* (_, __, ___, { signal }) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      yield [];
    };
    const response = await hostWith(never).request(path, streaming(counted(read)));
    const reading = response.body!.getReader();
    const first = reading.read();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(read.lines).toBe(0);
    await reading.cancel();
    expect(await first).toMatchObject({ done: true });
  });

  test("and lines that come while others are done are done together", async () => {
    const sizes: number[] = [];
    const slow: Collections["enrolMany"] = async function* (_, __, lines) {
      for await (const batch of lines) {
        sizes.push(batch.length);
        await new Promise((resolve) => setTimeout(resolve, 10));
        yield* done(only(batch));
      }
    };
    async function* only(batch: readonly BatchLine[]) {
      yield batch;
    }
    const lines = Array.from({ length: 500 }, (_, i) => line(`s-${i}`));
    const answer = await linesIn(await hostWith(slow).request(path, streaming(lines)));
    expect(answer.at(-1)).toEqual(summary(500, 500));
    expect(sizes.length).toBeLessThan(20);
  });

  test("when the reader leaves, the rest is neither read nor done", async () => {
    const read = { lines: 0 };
    let [isEnded, isAborted] = [false, false];
    const watched: Collections["enrolMany"] = async function* (_, __, lines, { signal }) {
      try {
        yield* done(lines);
      } finally {
        isEnded = true;
        isAborted = signal.aborted;
      }
    };
    const response = await hostWith(watched).request(path, streaming(counted(read)));
    const reader = response.body!.getReader();
    await reader.read();
    await reader.cancel();
    await vi.waitFor(() => expect(isEnded).toBe(true));
    expect(isAborted).toBe(true);
    const { lines } = read;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(read.lines).toBe(lines);
  });

  test("[ADM2] when the time is over, the rest is not taken, and the last line says so", async () => {
    async function* slowly() {
      yield line("ada");
      // A sender that never ends: it is left, not waited for.
      await new Promise(() => {});
    }
    const waiting: Collections["enrolMany"] = async function* (_, __, lines, { signal }) {
      for await (const batch of lines) {
        yield batch.map(({ line }) => ({ line, subject: "ada", templateId: "t" }));
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
      }
    };
    const init = streaming(slowly(), { "Likeness-Timeout": "30" });
    const lines = await linesIn(await hostWith(waiting).request(path, init));
    expect(lines[0]).toEqual(enrolled(1, "ada"));
    expect(lines.at(-1)).toMatchObject({ summary: { enrolled: 1 }, problem: { code: "deadline_passed" } });
  });
});

test("whatever is sent, each line that is not empty is answered once, in order, and the summary counts them", async () => {
  const app = host();
  const something = fc.oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^[a-z]{1,3}$/).map((name) => line(name)) },
    { weight: 1, arbitrary: fc.json().map((json) => `${json}\n`) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 30 }) },
    { weight: 1, arbitrary: fc.constantFrom("\n", "\r\n", "{", '"', "\u2028", " ", line("ada").slice(0, 40)) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(something, { maxLength: 20 }), async (pieces) => {
      const encoder = new TextEncoder();
      const bytesOf = (piece: string | Uint8Array) => (typeof piece === "string" ? encoder.encode(piece) : piece);
      const bytes = Uint8Array.from(pieces.flatMap((piece) => [...bytesOf(piece)]));
      const whole = new TextDecoder("latin1").decode(bytes).split("\n");
      const wanted = whole.flatMap((text, i) => (/^[ \t\r]*$/.test(text) ? [] : [i + 1]));
      const answers = await linesIn(await app.request(path, streaming(pieces)));
      const last = answers.pop() as { summary: { lines: number; enrolled: number; refused: number } };
      expect(answers.map(({ line }) => line)).toEqual(wanted);
      const failed = answers.filter((answer) => "problem" in answer).length;
      expect(last).toEqual(summary(wanted.length, wanted.length - failed, failed));
    }),
    { numRuns: 60 },
  );
});
