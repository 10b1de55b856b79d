import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cosine, normalize, type Calibration, type UnitVector } from "@likeness/sdk/core";
import { flatIndex } from "../index/flat.ts";
import { groupSpace } from "./group-space.ts";

const threshold = 0.9;
const calibration = {
  thresholds: [{ score: threshold, fmr: 1e-4, falseMatches: 1, fnmr: 0 }],
} as unknown as Calibration;

interface Template {
  readonly subject: string;
  readonly vector: UnitVector;
}

async function grouped(templates: readonly Template[], signal = new AbortController().signal) {
  const index = flatIndex({ dimension: 2 });
  const labels = BigInt64Array.from(templates, (_, i) => BigInt(i + 1));
  await index.add(labels, Float32Array.from(templates.flatMap(({ vector }) => [...vector])));
  const subjectOf = (label: number) => templates[label - 1]?.subject;
  const pieces: (readonly string[])[][] = [];
  for await (const piece of groupSpace({ index, subjectOf, calibration, targetFmr: 1e-4, signal }))
    pieces.push([...piece]);
  return pieces.flat();
}

const at = (degrees: number) => normalize([Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]);

describe("the groups of a space", () => {
  test("are subjects linked directly or by others; who is linked to nobody is in none", async () => {
    // Up to 25 degrees apart passes.
    const templates = [0, 20, 40, 120, 200].map((degrees, i) => ({ subject: `s-${i}`, vector: at(degrees) }));
    expect(await grouped(templates)).toEqual([["s-0", "s-1", "s-2"]]);
  });

  test("are not of one subject with many views, however many there are", async () => {
    const templates = Array.from({ length: 600 }, (_, i) => ({
      subject: `s-${i < 300 ? "a" : "b"}`,
      vector: at(i < 300 ? 0 : 90),
    }));
    expect(await grouped(templates)).toEqual([]);
    expect(await grouped([...templates, { subject: "s-c", vector: at(1) }])).toEqual([["s-a", "s-c"]]);
  });

  test("are what comparing each with each links", async () => {
    const template = fc.record({
      subject: fc.constantFrom("a", "b", "c", "d", "e", "f"),
      vector: fc.integer({ min: 0, max: 359 }).map(at),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(template, { maxLength: 12 }), async (templates) => {
        const isLinked = (a: string, b: string) =>
          templates.some(
            (one) =>
              one.subject === a &&
              templates.some((two) => two.subject === b && cosine(one.vector, two.vector) >= threshold),
          );
        const groupOf = (name: string) => {
          const group = new Set([name]);
          for (const member of group)
            for (const { subject } of templates) if (isLinked(member, subject)) group.add(subject);
          return [...group].toSorted();
        };
        const all = new Map(templates.map(({ subject }) => [groupOf(subject).join(), groupOf(subject)]));
        const wanted = [...all.values()].filter(({ length }) => length > 1).toSorted(([a], [b]) => (a! < b! ? -1 : 1));
        expect(await grouped(templates)).toEqual(wanted);
      }),
    );
  });

  test("are given up when nobody waits for them", async () => {
    const signal = AbortSignal.abort(new Error("gone"));
    await expect(grouped([{ subject: "a", vector: at(0) }], signal)).rejects.toThrow("gone");
  });
});
