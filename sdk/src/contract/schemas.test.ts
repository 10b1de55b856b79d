import { describe, expect, test } from "vitest";
import { encodedTemplate, enrolBody, identifyBody, subjectParameters, verifyBody } from "./schemas.ts";

const template = { modelId: "fixture@0123456789abcdef", encoding: "f32", data: "AAAA" };
const entries = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`key${i}`, "value"]));

describe("a name of a collection or subject", () => {
  const accepts = (subject: string) => subjectParameters.safeParse({ collection: "staff", subject }).success;

  test.each(["a", "7", "Ada.Lovelace_1815~x-y", "a".repeat(128)])("may be %s", (name) => {
    expect(accepts(name)).toBe(true);
  });

  test.each(["", ".", "..", "-a", "a b", "a/b", "ada:verify", "@verify", "ä", "a\n", "a".repeat(129)])(
    "may not be %j",
    (name) => {
      expect(accepts(name)).toBe(false);
    },
  );
});

describe("a template", () => {
  test("of the most values there are fits as f32", () => {
    const data = "A".repeat(Math.ceil((1024 * 4 * 4) / 3));
    expect(encodedTemplate.safeParse({ ...template, data }).success).toBe(true);
  });

  test.each([
    ["an encoding unknown here", { encoding: "f64" }],
    ["more data than any model has", { data: "A".repeat(12_001) }],
    ["a member of another release", { scale: 1 }],
    ["no model", { modelId: "" }],
  ])("is refused with %s", (_, changes) => {
    expect(encodedTemplate.safeParse({ ...template, ...changes }).success).toBe(false);
  });
});

test("metadata is at most 16 entries of short texts", () => {
  const accepts = (metadata: unknown) => enrolBody.safeParse({ template, metadata }).success;
  expect(accepts(entries(16))).toBe(true);
  expect(accepts(entries(17))).toBe(false);
  expect(accepts({ key: "v".repeat(256) })).toBe(true);
  expect(accepts({ key: "v".repeat(257) })).toBe(false);
  expect(accepts({ key: 1 })).toBe(false);
});

test("rates have defaults and lie between 0 and 1, both excluded", () => {
  expect(verifyBody.parse({ probe: template })).toMatchObject({ targetFmr: 1e-4 });
  expect(identifyBody.parse({ probe: template })).toMatchObject({ targetFpir: 0.003, maxCandidates: 5 });
  for (const targetFmr of [0, 1, -0.1, 1.5]) {
    expect(verifyBody.safeParse({ probe: template, targetFmr }).success).toBe(false);
  }
});

test.each([
  [1, true],
  [100, true],
  [0, false],
  [101, false],
  [1.5, false],
])("%d candidates may be asked for: %s", (maxCandidates, accepted) => {
  expect(identifyBody.safeParse({ probe: template, maxCandidates }).success).toBe(accepted);
});
