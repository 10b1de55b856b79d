import { expect, test } from "vitest";
import type { Identified } from "../contract/index.ts";
import { identifiedAnswer, verifiedAnswer } from "./answers.ts";

const sees = { scores: true };
const seesNot = { scores: false };

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
  expect(verifiedAnswer(sees, "fixture@1", verification, false, undefined)).toEqual({
    match: true,
    modelId: "fixture@1",
    threshold: { score: 0.7, fmr: 1e-4 },
    keyBound: false,
    liveness: "none",
    score: 0.8,
  });
});

test("[VER1] it says whether a device has proved the request", () => {
  expect(verifiedAnswer(seesNot, "fixture@1", verification, true, undefined)).toMatchObject({ keyBound: true });
});

test("[VER2] a key that may not see scores is told who passed, not by how much, in what order or at which score", () => {
  expect(verifiedAnswer(seesNot, "fixture@1", verification, false, undefined)).toEqual({
    match: true,
    modelId: "fixture@1",
    threshold: { fmr: 1e-4 },
    keyBound: false,
    liveness: "none",
  });
  const candidates = [
    { subject: "zoe", rank: 1, score: 0.9 },
    { subject: "ada", rank: 2, score: 0.8 },
  ];
  expect(identifiedAnswer(seesNot, { ...identified, candidates })).toEqual({
    candidates: [{ subject: "ada" }, { subject: "zoe" }],
    modelId: "fixture@1",
    threshold: { fmr: 1e-5, fpir: 1e-4 },
    plan: [],
  });
  const stage = { scope: "everyone" as const, subjects: 2, templates: 2, scanned: 2, exact: true, modelId: "fixture@2" };
  const plan = [{ ...stage, threshold: { score: 0.8, fmr: 1e-5, fpir: 1e-4 } }, stage];
  expect(identifiedAnswer(seesNot, { ...identified, plan }).plan).toEqual([
    { ...stage, threshold: { fmr: 1e-5, fpir: 1e-4 } },
    stage,
  ]);
});

test("[VER1] whatever a device says of a live person is no more than its claim", () => {
  for (const method of ["active", "passive"] as const) {
    expect(verifiedAnswer(sees, "fixture@1", verification, false, { method })).toMatchObject({ liveness: "client-claimed" });
  }
});

test("a key that may see scores is told all", () => {
  expect(identifiedAnswer(sees, identified)).toEqual(identified);
});
