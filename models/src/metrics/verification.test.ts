import { expect, test } from "vitest";
import golden from "./roc.golden.json" with { type: "json" };
import { scoresOf } from "./scores.ts";
import { verification } from "./verification.ts";

test("the points asked for lie on scikit-learn's curve", () => {
  const fmrs = [0, 0.01, 0.05, 0.2, 1];
  const { eer, auc, atFmr, mated, nonMated } = verification(scoresOf(golden.mated, golden.nonMated), { fmrs });
  expect([mated, nonMated, auc]).toEqual([60, 200, expect.closeTo(golden.auc, 12)]);
  for (const [i, point] of atFmr.entries()) {
    const at = golden.roc.fpr.findLastIndex((rate) => rate <= fmrs[i]!);
    expect(point.asked).toBe(fmrs[i]);
    expect(point.fmr).toBeCloseTo(golden.roc.fpr[at]!, 12);
    expect(point.tar).toBeCloseTo(golden.roc.tpr[at]!, 12);
    expect(point.tar).toBeCloseTo(1 - point.fnmr, 12);
    expect(point.threshold).toBe(golden.roc.thresholds[at] ?? Infinity);
  }
  const gaps = golden.roc.fpr.map((rate, i) => Math.abs(rate - (1 - golden.roc.tpr[i]!)));
  const nearest = gaps.indexOf(Math.min(...gaps));
  expect(eer).toBeCloseTo((golden.roc.fpr[nearest]! + 1 - golden.roc.tpr[nearest]!) / 2, 1);
});

test("failures are misses, unless only what was acquired counts", () => {
  const scores = scoresOf([0.9, 0.8, -Infinity, 0.7], [0.1, -Infinity, 0.2, 0.3]);
  const all = verification(scores, { fmrs: [0] });
  expect(all).toMatchObject({ mated: 4, nonMated: 4, failed: { mated: 1, nonMated: 1 } });
  expect(all.atFmr[0]).toEqual({ asked: 0, threshold: 0.7, fmr: 0, fnmr: 0.25, tar: 0.75 });
  const found = verification(scores, { fmrs: [0], acquiredOnly: true });
  expect(found).toMatchObject({ mated: 3, nonMated: 3, failed: { mated: 1, nonMated: 1 }, eer: 0, auc: 1 });
  expect(found.atFmr[0]).toMatchObject({ fnmr: 0, tar: 1 });
});

test("where the highest score is a false match, no score keeps an FMR of zero", () => {
  const { atFmr } = verification(scoresOf([0.5], [0.9, 0.1]), { fmrs: [0] });
  expect(atFmr[0]).toMatchObject({ threshold: Infinity, fmr: 0, fnmr: 1, tar: 0 });
});
