import { describe, expect, test } from "vitest";
import { Problem } from "@likeness/sdk/core";
import {
  enrolledAnswer,
  erasedAnswer,
  identifiedAnswer,
  problemAnswer,
  verifiedAnswer,
  type Answer,
} from "./answers.ts";

const cost = { device: 84.4, host: 12.1, sent: 745 };
const modelId = "dlib-resnet@0123456789abcdef";
const said = ({ headline, sentences, facts }: Answer) =>
  [headline, ...sentences, ...facts.map(({ label, value }) => `${label}: ${value}`)].join("\n");

describe("enrolled", () => {
  const enrolledAt = "2026-01-01T00:00:00Z";
  const enrolled = { subject: "ada", templateId: "1", modelId, enrolledAt, templates: 1 };

  test("tells what is kept and what was sent", () => {
    const answer = enrolledAnswer("Ada", enrolled, "waiting", cost);
    expect(answer.outcome).toBe("enrolled");
    expect(said(answer)).toContain("one template, and no picture");
    expect(said(answer)).toContain("745 bytes; no picture");
    expect(said(answer)).toContain("84 ms on this device, 12 ms for the host");
  });

  test("tells when a search finds it", () => {
    expect(said(enrolledAnswer("Ada", enrolled, "yes", cost))).toContain("Searchable: yes");
    expect(said(enrolledAnswer("Ada", enrolled, "not yet", cost))).toContain("Searchable: not yet");
  });
});

describe("verified", () => {
  const verified = {
    match: true,
    modelId,
    threshold: { fmr: 1e-4 },
    keyBound: false,
    liveness: "none" as const,
  };

  test("a match tells how rare a false one is, and what it does not prove", () => {
    const answer = verifiedAnswer("Ada", verified, cost);
    expect(answer.outcome).toBe("match");
    expect(said(answer)).toContain("at most 1 in 10,000");
    expect(said(answer)).toContain("no photograph");
  });

  test("no match is an answer, not a problem", () => {
    expect(verifiedAnswer("Ada", { ...verified, match: false }, cost).outcome).toBe("no-match");
  });

  test("a device's proof is told, and that the face may still be a photograph", () => {
    const told = said(verifiedAnswer("Ada", { ...verified, keyBound: true }, cost));
    expect(told).toContain("Proved: that it came from a device of theirs");
    expect(told).toContain("Not proved: that it is no photograph");
    expect(said(verifiedAnswer("Ada", verified, cost))).not.toContain("Proved: that it came");
  });
});

describe("identified", () => {
  const stage = { scope: "everyone" as const, subjects: 3, templates: 5, scanned: 5, exact: true };
  const identified = {
    candidates: [{ subject: "ada" }],
    modelId,
    threshold: { fmr: 1e-5, fpir: 0.003 },
    plan: [stage],
  };

  test("names who passes; of several, that it may be any of them", () => {
    const answer = identifiedAnswer(["Ada"], identified, cost);
    expect(answer).toMatchObject({ outcome: "identified", headline: "This is Ada." });
    const several = identifiedAnswer(["Ada", "Grace"], identified, cost);
    expect(several).toMatchObject({ outcome: "identified", headline: "This may be Ada or Grace." });
    expect(said(answer)).toContain("Searched: 3 subjects, 1:N; an exact search over 5 templates");
  });

  test("nobody is an answer, with how many were searched", () => {
    const answer = identifiedAnswer([], { ...identified, candidates: [] }, cost);
    expect(answer.outcome).toBe("nobody");
    expect(said(answer)).toContain("Compared with 3 subjects");
    expect(said(answer)).toContain("at most 1 in 330");
  });

  test("an empty collection is told as such", () => {
    const empty = { ...stage, subjects: 0, templates: 0, scanned: 0 };
    const answer = identifiedAnswer([], { ...identified, candidates: [], plan: [empty] }, cost);
    expect(said(answer)).toContain("Nobody is enrolled yet.");
  });
});

test("erased tells how many templates are gone", () => {
  const answer = erasedAnswer("Ada", { subject: "ada", templates: 2 }, { host: 3, sent: 0 });
  expect(answer.outcome).toBe("erased");
  expect(said(answer)).toContain("2 templates are gone");
  expect(said(answer)).toContain("Sent: nothing but the request");
});

describe("problem", () => {
  test("title, detail, code and request", () => {
    const answer = problemAnswer(new Problem("unknown_subject", "ada in demo", { requestId: "r-1" }));
    expect(answer).toMatchObject({ outcome: "problem", code: "unknown_subject" });
    expect(said(answer)).toContain("No such subject is enrolled.");
    expect(said(answer)).toContain("Detail: ada in demo");
    expect(said(answer)).toContain("Code: unknown_subject");
    expect(said(answer)).toContain("Request: r-1");
  });

  test("a title is not said twice", () => {
    const words = "Something went wrong on this side.\nCode: internal";
    expect(said(problemAnswer(new Problem("internal")))).toBe(words);
  });

  test("poor quality is told in words, not in codes", () => {
    const problem = new Problem("poor_quality", "too_small, blurred");
    const answer = problemAnswer(problem, ["Move closer", "Hold still"]);
    expect(answer.sentences).toEqual(["Move closer. Hold still."]);
  });

  test("never a stack trace", () => {
    const problem = new Problem("inference_failed", undefined, { cause: new Error("at wasm-function[17]") });
    expect(said(problemAnswer(problem))).not.toContain("wasm-function");
  });
});
