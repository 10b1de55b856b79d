import { expect } from "vitest";
import fixture from "./cars-annos.fixture.json" with { type: "json" };
import { cars196 } from "./cars196.ts";
import { test } from "./temporary-folder.fixture.ts";
import { png, writeFiles } from "./tiny-pictures.fixture.ts";

/** Six cars of three models, two of each, the second of which is for testing. */
async function tinyCars(folder: string): Promise<void> {
  const files: Record<string, Uint8Array> = { "cars_annos.mat": Buffer.from(fixture.compressed, "base64") };
  for (let i = 1; i <= 6; i++) files[`car_ims/00000${i}.png`] = await png([i, 0, 0]);
  await writeFiles(folder, files);
}

test("zero-shot: the first half of the models trains, the other tests", async ({ folder }) => {
  await tinyCars(folder);
  const { train, test: tested } = await cars196(folder);
  expect(train.classes).toEqual(["AM General Hummer SUV 2000"]);
  expect([...train.labels]).toEqual([0, 0]);
  expect(tested.classes).toEqual(["Acura RL Sedan 2012", "Volvo 240 Sedan 1993"]);
  expect([...tested.labels]).toEqual([0, 0, 1, 1]);
  expect([...(await tested.picture(2)).data.subarray(0, 3)]).toEqual([5, 0, 0]);
  expect(tested.describe(2)).toBe(`${folder}/car_ims/000005.png`);
});

test("official: the parts that the annotations name", async ({ folder }) => {
  await tinyCars(folder);
  const { train, test: tested } = await cars196(folder, { protocol: "official" });
  expect([...train.labels]).toEqual([0, 1, 2]);
  expect(await Promise.all([0, 1, 2].map(async (i) => (await tested.picture(i)).data[0]))).toEqual([2, 4, 6]);
});

test("missing files and other variables are named", async ({ folder }) => {
  await expect(cars196(folder)).rejects.toThrow(`${folder}/cars_annos.mat is missing`);
  await writeFiles(folder, { "cars_annos.mat": Buffer.from(fixture.compressed, "base64") });
  await expect(cars196(folder)).rejects.toThrow(`${folder}/car_ims/000001.png is missing`);
  await writeFiles(folder, { "cars_annos.mat": Buffer.from(fixture.plain, "base64").subarray(0, 128) });
  await expect(cars196(folder)).rejects.toThrow("cars_annos.mat lacks the cell class_names or the struct annotations");
});
