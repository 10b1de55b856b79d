import { expect, test } from "vitest";
import { isProblemCode, Problem, problems } from "./problem.ts";

test("without a detail a problem says its title", () => {
  expect(new Problem("no_face").message).toBe(problems.no_face.title);
});

test("a problem carries the status that belongs to its code, its detail, and what caused it", () => {
  const cause = new Error("inner");
  const problem = new Problem("subject_full", "16 templates", { cause, requestId: "r1" });
  expect(problem).toMatchObject({
    code: "subject_full",
    status: 409,
    message: "16 templates",
    requestId: "r1",
    cause,
  });
});

test.each(["toString", "__proto__", "", 1, null, undefined])("%j is no problem code", (code) => {
  expect(isProblemCode(code)).toBe(false);
});
