import { expect, test } from "vitest";
import { cornersPath, dotsPath, linesPath } from "./face-outline.ts";

const points = Array.from({ length: 68 }, (_, i) => ({ x: i, y: i * 2 }));

test("the lines go through every landmark once; eyes and mouth are closed", () => {
  const path = linesPath(points);
  expect(path.match(/M/g)).toHaveLength(9);
  expect(path.match(/Z/g)).toHaveLength(4);
  expect(path.match(/[ML]/g)).toHaveLength(68);
});

test("a dot for every landmark", () => {
  expect(dotsPath(points).match(/h0/g)).toHaveLength(68);
});

test("corners stay on their box", () => {
  expect(cornersPath({ x: 10, y: 20, width: 50, height: 100 })).toBe(
    "M10 30V20H20M50 20H60V30M60 110V120H50M20 120H10V110",
  );
});
