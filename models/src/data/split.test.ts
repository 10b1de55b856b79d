import { expect, test } from "vitest";
import type { Dataset } from "./dataset.ts";
import { firstClassesSplit, splitByClass, splitWithinClasses, subjectFolds, withValidation } from "./split.ts";
import { inNumbers } from "./tiny-pictures.fixture.ts";

const dataset = inNumbers(Array.from({ length: 40 }, (_, i) => i % 10));

/** The first value of each picture of this dataset is its number. */
async function numbersOf(part: Dataset): Promise<number[]> {
  const pictures = await Promise.all(Array.from(part.labels.keys(), (index) => part.picture(index)));
  return pictures.map(({ data }) => data[0]!);
}

test("parts share no class, have every picture once, and follow from the seed", async () => {
  const split = splitByClass(dataset, { test: 0.3, validation: 2, seed: 1 });
  const parts = [split.train, split.validation!, split.test];
  expect(parts.map(({ classes }) => classes.length)).toEqual([5, 2, 3]);
  expect(parts.flatMap(({ classes }) => classes).toSorted()).toEqual(dataset.classes.toSorted());
  const numbers = (await Promise.all(parts.map(numbersOf))).flat();
  expect(numbers.toSorted((a, b) => a - b)).toEqual([...dataset.labels.keys()]);
  for (const part of parts) {
    for (const [index, number] of (await numbersOf(part)).entries()) {
      expect(part.classes[part.labels[index]!], "its own class").toBe(`class${number % 10}`);
    }
  }
  expect(splitByClass(dataset, { test: 0.3, seed: 1 }).test.classes).toEqual(split.test.classes);
  expect(splitByClass(dataset, { test: 0.3, seed: 3 }).test.classes).not.toEqual(split.test.classes);
});

test("a part without a class is refused", () => {
  expect(() => splitByClass(dataset, { test: 8, validation: 2, seed: 1 })).toThrow("none is left to train on");
  expect(() => splitByClass(dataset, { test: 0.01, seed: 1 })).toThrow("test: 0.01 of 10 classes is no whole class");
});

test("the first half of the classes trains; validation comes out of it", () => {
  const split = firstClassesSplit(dataset);
  expect(split.train.classes).toEqual(["class0", "class1", "class2", "class3", "class4"]);
  expect(split.test.classes).toEqual(["class5", "class6", "class7", "class8", "class9"]);
  const three = withValidation(split, 2, 1);
  expect(three.test).toBe(split.test);
  expect([...three.train.classes, ...three.validation.classes].toSorted()).toEqual(split.train.classes);
  expect(three.validation.classes).toHaveLength(2);
});

test("in folds every subject is tested once, and never trained on then", () => {
  const folds = subjectFolds(dataset, 3, 1);
  expect(folds.flatMap(({ test }) => test.classes).toSorted()).toEqual(dataset.classes.toSorted());
  expect(folds.map(({ test }) => test.classes.length)).toEqual([4, 3, 3]);
  for (const { train, test } of folds) {
    expect([...train.classes, ...test.classes].toSorted()).toEqual(dataset.classes.toSorted());
  }
  expect(() => subjectFolds(dataset, 11, 1)).toThrow("11 folds of 10 subjects");
});

test("within classes, a part of each is tested", async () => {
  const { train, test: tested } = splitWithinClasses(dataset, 0.25, 1);
  expect(tested.labels.toSorted()).toEqual(Int32Array.from({ length: 10 }, (_, i) => i));
  expect(new Set([...(await numbersOf(train)), ...(await numbersOf(tested))]).size).toBe(40);
  expect(() => splitWithinClasses(dataset, 4, 1)).toThrow("class class0 has 4 pictures, 4 of them to test with");
});
