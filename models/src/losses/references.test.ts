import { describe, expect, test } from "vitest";
import { makers } from "./makers.fixture.ts";
import { lossCases, titleOf } from "./references/read.ts";
import { agrees, replay } from "./references/replay.ts";

test("the references hold every loss", () => {
  expect(new Set(lossCases.map(({ loss }) => loss))).toEqual(new Set(Object.keys(makers)));
});

describe.each(Object.keys(makers))("%s gives pytorch-metric-learning's loss and gradients", (name) => {
  const cases = lossCases.filter(({ loss }) => loss === name);
  test.each(cases.map((one) => [titleOf(one), one] as const))("%s", (_, one) => {
    const output = replay(makers[name]!, one);
    if (agrees(output, one)) return;
    // Not as they should be: shows where.
    expect({ ...output, gradient: [...output.gradient] }).toEqual({ loss: one.value, gradient: one.gradient });
    expect.unreachable();
  });
});
