import { describe, expect, test } from "vitest";
import { Problem, problems, type ProblemCode } from "../core/index.ts";
import { fromProblemBody, toProblemBody } from "./problem-body.ts";
import { problemBody } from "./schemas.ts";

const codes = Object.keys(problems) as ProblemCode[];

describe.each(codes)("%s", (code) => {
  test("comes back from its body with detail and request id", () => {
    const body = toProblemBody(new Problem(code, "what exactly"), "r-1");
    const back = fromProblemBody(JSON.parse(JSON.stringify(body)));
    expect(back).toMatchObject({
      code,
      status: problems[code].status,
      message: "what exactly",
      requestId: "r-1",
    });
  });

  test("has a body that follows the schema", () => {
    const body = toProblemBody(new Problem(code, "what exactly"), "r-1");
    expect(problemBody.parse(body)).toEqual({
      type: `urn:likeness:problem:${code}`,
      ...problems[code],
      code,
      detail: "what exactly",
      requestId: "r-1",
    });
  });
});

test("a problem without a detail of its own has none in its body", () => {
  expect(toProblemBody(new Problem("no_face"))).not.toHaveProperty("detail");
});

test("a problem that a host answered keeps its request id unless another is given", () => {
  const problem = new Problem("no_face", undefined, { requestId: "inner" });
  expect(toProblemBody(problem).requestId).toBe("inner");
  expect(toProblemBody(problem, "outer").requestId).toBe("outer");
});

test.each([
  { what: "a text", body: "Bad Gateway" },
  { what: "nothing", body: undefined },
  { what: "null", body: null },
  { what: "another service's problem", body: { type: "about:blank", title: "Bad Gateway", status: 502 } },
  { what: "a code of a later release", body: { code: "invented_later" } },
  { what: "a name that every object has", body: { code: "toString" } },
])("what is none of our problems is none: $what", ({ body }) => {
  expect(fromProblemBody(body)).toBeUndefined();
});

test("a detail or request id that is no text is left out", () => {
  const problem = fromProblemBody({ code: "no_face", detail: { html: "<b>" }, requestId: 7 });
  expect(problem).toMatchObject({ message: problems.no_face.title, requestId: undefined });
});
