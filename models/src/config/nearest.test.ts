import { expect, test } from "vitest";
import { nearest } from "./nearest.ts";

const names = ["margin", "weightDecay", "multi-similarity", "rate"];

test.each([
  ["margn", "margin"],
  ["mragin", "margin"],
  ["weight_decay", "weightDecay"],
  ["weigth-decay", "weightDecay"],
  ["multisimilarity", "multi-similarity"],
  ["rat", "rate"],
])("%s was %s", (word, name) => {
  expect(nearest(word, names)).toBe(name);
});

test.each(["dropout", "x", ""])("%o was none of them", (word) => {
  expect(nearest(word, names)).toBeUndefined();
});
