import { expect, test } from "vitest";
import { distinctKnots } from "./distinct-knots.ts";

test("of knots at one place the lowest stays", () => {
  expect(distinctKnots({ scores: [0.1, 0.5, 0.5, 0.5, 0.7], llrs: [-3, -3, 0, 1, 1] })).toEqual({
    scores: [0.1, 0.5, 0.7],
    llrs: [-3, -3, 1],
  });
  const distinct = { scores: [0.1, 0.2], llrs: [1, 1] };
  expect(distinctKnots(distinct)).toEqual(distinct);
});
