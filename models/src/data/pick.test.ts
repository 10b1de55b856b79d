import { expect, test } from "vitest";
import { ofClasses, pick } from "./pick.ts";
import { readPicture } from "./picture-source.ts";
import { inNumbers } from "./tiny-pictures.fixture.ts";

const dataset = inNumbers([0, 1, 2, 0, 1, 2]);

test("picked pictures keep their classes, by source too", async () => {
  const some = pick(dataset, Int32Array.of(5, 0));
  expect([...some.labels]).toEqual([2, 0]);
  expect((await some.picture(0)).data[0]).toBe(5);
  expect(readPicture(some.source!, 1)).toMatchObject({ data: new Uint8Array(4) });
  expect(some.describe(0)).toBe("numbers, picture 5");
});

test("classes are numbered anew in the order in which they are asked for", async () => {
  const some = ofClasses(dataset, [2, 0]);
  expect(some.classes).toEqual(["class2", "class0"]);
  expect([...some.labels]).toEqual([1, 0, 1, 0]);
  expect((await some.picture(1)).data[0]).toBe(2);
});

test("a class twice, or one without pictures, is refused", () => {
  expect(() => ofClasses(dataset, [1, 1])).toThrow("a class is named twice");
  const without = pick(dataset, Int32Array.of(0, 1));
  expect(() => ofClasses(without, [0, 2])).toThrow("numbers: class class2 has no picture");
});
