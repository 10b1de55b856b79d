import { beforeEach, describe, expect, test } from "vitest";
import { Problem } from "@likeness/sdk/core";
import type { Answered } from "@likeness/sdk/host";
import { createTelemetry } from "./telemetry.ts";

const lines: string[] = [];
const points: AnalyticsEngineDataPoint[] = [];
const keep = (line: string) => void lines.push(line);
const METRICS = { writeDataPoint: (point?: AnalyticsEngineDataPoint) => void points.push(point!) };
const NAME_SECRET = "B".repeat(43);
const telemetry = createTelemetry({ NAME_SECRET, METRICS }, { log: keep, error: keep });

const answered: Answered = {
  requestId: "r-1",
  operation: "verify",
  tenant: "acme",
  status: 403,
  code: "proof_invalid",
  milliseconds: 7,
};

const written = () => lines.map((line) => JSON.parse(line) as Record<string, unknown>);

beforeEach(() => {
  lines.length = 0;
  points.length = 0;
});

describe("[LOG4] an answer", () => {
  test("is one line: what was asked for, how it was answered and how long it took", () => {
    telemetry.onAnswer(answered);
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toContain("\n");
    const tenant = expect.stringMatching(/^[\w-]{12}$/);
    const { milliseconds: ms, ...rest } = answered;
    expect(written()).toEqual([{ event: "answer", ...rest, ms, tenant }]);
  });

  test("says no tenant by name, but which are the same", () => {
    for (const tenant of ["acme", "acme", "umbrella"]) telemetry.onAnswer({ ...answered, tenant });
    const [first, again, other] = written();
    expect(first!["tenant"]).toBe(again!["tenant"]);
    expect(first!["tenant"]).not.toBe(other!["tenant"]);
    expect(lines.join()).not.toMatch(/acme|umbrella/);
  });

  test("names a tenant otherwise under another secret, and not at all without one", () => {
    telemetry.onAnswer(answered);
    createTelemetry({ NAME_SECRET: "C".repeat(43) }, { log: keep, error: keep }).onAnswer(answered);
    createTelemetry({}, { log: keep, error: keep }).onAnswer(answered);
    const [first, other, none] = written();
    expect(first!["tenant"]).not.toBe(other!["tenant"]);
    expect(none).not.toHaveProperty("tenant");
  });

  test("to a call of no route and no tenant leaves both out", () => {
    telemetry.onAnswer({ ...answered, operation: undefined, tenant: undefined, code: "not_found", status: 404 });
    expect(written()).toEqual([{ event: "answer", requestId: "r-1", code: "not_found", status: 404, ms: 7 }]);
    expect(points).toEqual([{ indexes: [""], blobs: ["", "not_found", "r-1"], doubles: [404, 7] }]);
  });

  test("is a data point too where there is a dataset, of the same", () => {
    telemetry.onAnswer(answered);
    const [line] = written();
    expect(points).toEqual([
      { indexes: [line!["tenant"]], blobs: ["verify", "proof_invalid", "r-1"], doubles: [403, 7] },
    ]);
    createTelemetry({ NAME_SECRET }, { log: keep, error: keep }).onAnswer(answered);
    expect(lines).toHaveLength(2);
    expect(points).toHaveLength(1);
  });
});

describe("[LOG4] a failure", () => {
  const failed = (error: unknown) => {
    telemetry.onFailure({ requestId: "r-2", error });
    expect(lines).toHaveLength(1);
    return written()[0]!["error"] as { at?: string[] };
  };

  test("that is expected is its code, and its causes' names", () => {
    const cause = new TypeError("fetch failed: Bearer hush-hush");
    const error = failed(new Problem("remote_unavailable", "hush-hush of ada", { cause }));
    expect(error).toEqual({
      name: "Problem",
      code: "remote_unavailable",
      cause: { name: "TypeError", at: expect.any(Array) },
    });
    expect(lines[0]).not.toMatch(/hush|ada/);
  });

  test("that is a bug says where it is, and nothing of its message", () => {
    const error = failed(new RangeError("hush-hush\n    at hush-hush (file.ts:1:1)"));
    expect(error).toMatchObject({ name: "RangeError" });
    expect(error.at![0]).toMatch(/^at /);
    expect(lines[0]).not.toContain("hush");
  });

  test("of a parser that repeats what it was given repeats nothing", () => {
    try {
      JSON.parse('{"key": hush-hush}');
    } catch (error) {
      failed(error);
    }
    expect(lines[0]).not.toContain("hush");
    expect(lines[0]).toContain("SyntaxError");
  });

  test("of a Durable Object says whether it is worth another try", () => {
    const error = Object.assign(new Error("overloaded: hush-hush"), { overloaded: true, retryable: false });
    expect(failed(error)).toEqual({ name: "Error", at: expect.any(Array), overloaded: true });
  });

  test("that causes itself comes to an end", () => {
    const error = new Error("round and round");
    error.cause = error;
    expect(JSON.stringify(failed(error)).match(/"name"/g)).toHaveLength(4);
  });

  test("that is no error is told by its type alone", () => {
    expect(failed("hush-hush")).toEqual({ name: "string" });
  });
});
