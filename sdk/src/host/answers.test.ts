import { expect, test } from "vitest";
import type { Identified } from "../contract/index.ts";
import { identifiedAnswer, verifiedAnswer } from "./answers.ts";

const sees = { tenant: "acme", scores: true };
const seesNot = { tenant: "acme", scores: false };

const verification = {
  match: true,
  score: 0.8,
  threshold: { score: 0.7, fmr: 1e-5, falsePositiveRate: 1e-4 },
};
const identified: Identified = {
  candidates: [{ subject: "ada", rank: 1, score: 0.8 }],
  modelId: "fixture@1",
  threshold: { score: 0.7, fmr: 1e-5, fpir: 1e-4 },
  plan: [],
};

test("a verification names the rate that holds for all its comparisons", () => {
  expect(verifiedAnswer(sees, "fixture@1", verification, undefined)).toEqual({
    match: true,
    modelId: "fixture@1",
    threshold: { score: 0.7, fmr: 1e-4 },
    keyBound: false,
    liveness: "none",
    score: 0.8,
  });
});

test("a key that may not see scores is told who passed, not by how much", () => {
  expect(verifiedAnswer(seesNot, "fixture@1", verification, undefined)).not.toHaveProperty("score");
  expect(identifiedAnswer(seesNot, identified)).toEqual({
    ...identified,
    candidates: [{ subject: "ada", rank: 1 }],
  });
});

test("whatever a device says of a live person is no more than its claim", () => {
  for (const method of ["active", "passive"] as const) {
    expect(verifiedAnswer(sees, "fixture@1", verification, { method })).toMatchObject({ liveness: "client-claimed" });
  }
});

test("a key that may see scores is told all", () => {
  expect(identifiedAnswer(sees, identified)).toEqual(identified);
});
