import { expect, test } from "vitest";
import { normalize } from "@likeness/sdk/core";
import { allPairs, crossPairs } from "./pairs.ts";

const at = (person: string, x: number, y: number) => ({ person, vector: normalize([x, y]) });

test("all pairs are compared once, told apart by person", () => {
  const { mated, nonMated } = allPairs([at("a", 1, 0), at("a", 0, 1), at("b", 1, 1)]);
  expect(Array.from(mated)).toEqual([0]);
  expect(nonMated).toHaveLength(2);
  expect(nonMated[0]).toBeCloseTo(Math.SQRT1_2, 6);
});

test("the references may be of the same pictures, made in another way", () => {
  const { mated, nonMated } = allPairs(
    [at("a", 1, 0), at("a", 1, 0), at("b", 0, 1)],
    [at("a", 1, 0), at("a", 0, 1), at("b", 1, 1)],
  );
  expect(Array.from(mated)).toEqual([1]);
  expect(Array.from(nonMated)).toEqual([1, 0]);
});

test("across two lists each picture is compared with every other one, both ways round, never with itself", () => {
  const probes = [at("a", 1, 0), undefined, at("b", 1, 0)];
  const references = [at("a", 0, 1), at("a", 1, 0), at("b", 1, 1)];
  const { mated, nonMated } = crossPairs(probes, references);
  expect(Array.from(mated)).toEqual([1]);
  expect(Array.from(nonMated, (score) => score.toFixed(3))).toEqual(["1.000", "0.707", "0.000"]);
});
