import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { embedderCard } from "./card.fixture.ts";
import { decideVerification, decisionThreshold } from "./decision.ts";
import type { Calibration } from "./model-card.ts";
import { normalize, type UnitVector } from "./vector.ts";

// 0.5 at FMR 1e-2, 0.7 at 1e-4, 0.9 at 1e-6.
const { calibration } = embedderCard();
const uncalibrated: Calibration = { ...calibration, thresholds: [] };

describe("decisionThreshold", () => {
  test.each([
    // By hand: 1 - (1 - FMR)^N <= target.
    { target: 1e-2, comparisons: 1, score: 0.5, rate: 0.01 },
    { target: 0.02, comparisons: 2, score: 0.5, rate: 0.0199 },
    { target: 0.0198, comparisons: 2, score: 0.7, rate: 1.9999e-4 },
    { target: 1e-3, comparisons: 1, score: 0.7, rate: 1e-4 },
    { target: 0.01, comparisons: 100, score: 0.7, rate: 0.00995066 },
    { target: 0.01, comparisons: 1_000, score: 0.9, rate: 0.0009995 },
  ])("keeps $target over $comparisons comparisons with $score", ({ target, comparisons, score, rate }) => {
    const chosen = decisionThreshold(calibration, target, comparisons);
    expect(chosen.score).toBe(score);
    expect(chosen.falsePositiveRate).toBeCloseTo(rate, 7);
  });

  test("names the false match rate that was measured at the threshold", () => {
    expect(decisionThreshold(calibration, 1e-3, 1)).toMatchObject({ score: 0.7, fmr: 1e-4 });
  });

  test("below all that was measured, takes the strictest and says which rate holds", () => {
    const chosen = decisionThreshold(calibration, 1e-9, 1_000);
    expect(chosen.score).toBe(0.9);
    expect(chosen.falsePositiveRate).toBeCloseTo(1e-3, 5);
    expect(chosen.falsePositiveRate).toBeGreaterThan(1e-9);
  });

  test("loses no digits at a hundred million comparisons", () => {
    const thresholds = [1e-16, 1e-18, 1e-20].map((fmr, i) => ({
      score: 0.6 + i / 10,
      fmr,
      falseMatches: 0,
      fnmr: 0,
    }));
    // The plain formulas ask for an FMR of 0, and say that the rate is 0. For products so small it is N FMR.
    const chosen = decisionThreshold({ ...calibration, thresholds }, 1e-9, 1e8);
    expect(chosen.fmr).toBe(1e-18);
    expect(chosen.falsePositiveRate / 1e-10).toBeCloseTo(1, 6);
  });

  test("an empty gallery is searched as one of a single template", () => {
    expect(decisionThreshold(calibration, 1e-3, 0)).toEqual(decisionThreshold(calibration, 1e-3, 1));
  });

  test("more comparisons, or a lower target, never lower the threshold", () => {
    const target = fc.double({ min: 1e-12, max: 0.5, noNaN: true });
    const comparisons = fc.integer({ min: 1, max: 1e9 });
    fc.assert(
      fc.property(target, target, comparisons, comparisons, (t, u, n, m) => {
        const lenient = decisionThreshold(calibration, Math.max(t, u), Math.min(n, m));
        const strict = decisionThreshold(calibration, Math.min(t, u), Math.max(n, m));
        expect(strict.score).toBeGreaterThanOrEqual(lenient.score);
      }),
    );
  });

  test("what it says of the rate is kept, unless nothing that was measured keeps it", () => {
    const target = fc.double({ min: 1e-12, max: 0.5, noNaN: true });
    fc.assert(
      fc.property(target, fc.integer({ min: 1, max: 1e6 }), (wanted, n) => {
        const { score, falsePositiveRate } = decisionThreshold(calibration, wanted, n);
        expect(falsePositiveRate <= wanted * (1 + 1e-9) || score === 0.9).toBe(true);
      }),
    );
  });

  test("decides nothing by a model that was never calibrated", () => {
    expect(() => decisionThreshold(uncalibrated, 1e-3, 1)).toThrow(
      expect.objectContaining({ code: "unknown_model" }),
    );
  });
});

describe("decideVerification", () => {
  const east = normalize([1, 0]);
  const north = { vector: normalize([0, 1]) };
  /** A view with this cosine to `east`. */
  const near = (cosine: number) => ({ vector: normalize([cosine, Math.sqrt(1 - cosine * cosine)]) });
  const many = (count: number, cosine: number) => Array.from({ length: count }, () => near(cosine));

  test("[VER5] goes by the nearest of the subject's templates", () => {
    const decision = decideVerification(calibration, east, [north, near(0.8), near(0.6)], 1e-3);
    expect(decision.match).toBe(true);
    expect(decision.score).toBeCloseTo(0.8, 6);
  });

  test("accepts a score at the threshold itself", () => {
    const { score } = decisionThreshold(calibration, 1e-2, 1);
    const exactly = normalize([score, Math.sqrt(3) / 2]);
    expect(exactly[0]).toBe(score);
    expect(decideVerification(calibration, east, [{ vector: exactly }], 1e-2).match).toBe(true);
  });

  test("rejects below it", () => {
    expect(decideVerification(calibration, east, [near(0.69)], 1e-3).match).toBe(false);
  });

  test("[VER5] is stricter with a subject of many templates: each is one more chance to pass falsely", () => {
    expect(decideVerification(calibration, east, [near(0.6)], 1e-2).match).toBe(true);
    expect(decideVerification(calibration, east, many(16, 0.6), 1e-2).match).toBe(false);
  });

  test("[VER5] compares only as many views as keep the rate, the newest", () => {
    // By hand: 1e-6 was measured at 0.9, so 3e-6 leaves room for three comparisons.
    const decide = (...views: readonly { readonly vector: UnitVector }[]) =>
      decideVerification(calibration, east, views, 3e-6);
    expect(decide(near(0.95), north, north, north).match).toBe(false);
    const newest = decide(north, near(0.95), north, north);
    expect(newest).toMatchObject({ match: true, threshold: { score: 0.9, fmr: 1e-6 } });
    expect(newest.threshold.falsePositiveRate).toBeCloseTo(3e-6, 10);
  });

  test("with a rate that nothing measured keeps, compares one view and says its rate", () => {
    const { match, threshold } = decideVerification(calibration, east, [near(0.95), north], 1e-9);
    expect(match).toBe(false);
    expect(threshold.falsePositiveRate).toBeCloseTo(1e-6, 12);
  });

  test("takes no view away where the rate is kept to the last digit", () => {
    for (let n = 1; n <= 16; n++) {
      const views = [near(0.95), ...Array.from({ length: n - 1 }, () => north)];
      const target = decisionThreshold({ thresholds: [{ score: 0.9, fmr: 1e-6 }] }, 1e-9, n).falsePositiveRate;
      expect(decideVerification(calibration, east, views, target).match).toBe(true);
    }
  });

  const rate = fc.double({ min: 1e-8, max: 0.5, noNaN: true });
  const cosines = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1, maxLength: 16 });

  test("is never made at a milder rate than was asked for, where one comparison can keep that rate", () => {
    fc.assert(
      fc.property(rate, cosines, (target, views) => {
        const { threshold } = decideVerification(calibration, east, views.map(near), target);
        expect(threshold.falsePositiveRate).toBeLessThanOrEqual(Math.max(target, 1e-6) * (1 + 1e-6));
      }),
    );
  });

  test("what matches at a stricter rate matches at a milder one", () => {
    fc.assert(
      fc.property(rate, rate, cosines, (t, u, views) => {
        const at = (target: number) => decideVerification(calibration, east, views.map(near), target).match;
        expect(at(Math.min(t, u)) && !at(Math.max(t, u))).toBe(false);
      }),
    );
  });

  test("[VER5] what a device claims of its views' quality changes nothing", () => {
    const claim = fc.oneof(fc.constant(undefined), fc.double());
    fc.assert(
      fc.property(rate, cosines, fc.array(claim, { minLength: 16, maxLength: 16 }), (target, views, claims) => {
        const claimed = views.map((cosine, i) => ({ ...near(cosine), quality: claims[i] }));
        const plain = decideVerification(calibration, east, views.map(near), target);
        expect(decideVerification(calibration, east, claimed, target)).toEqual(plain);
      }),
    );
  });
});
