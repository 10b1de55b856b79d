import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeStripes } from "./stripes.fixture.ts";
import { readConfig } from "../config/read-config.ts";
import { applyFixed } from "../data/augment/step.ts";
import { png, writeFiles } from "../data/tiny-pictures.fixture.ts";
import { loadData } from "./load-data.ts";

let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "likeness-load-"));
});

afterAll(() => rm(directory, { recursive: true }));

const options = { note: expect.unreachable, signal: new AbortController().signal };

test("named classes: trained ones with every turn, the validation of other pictures of them, tested ones upright", async () => {
  const file = await writeStripes(directory);
  const { data } = await readConfig(file, ["data.rotations=true", "data.validationPictures=30"]);
  const { train, validation, test } = await loadData(data, options);
  expect(train.classes).toHaveLength(12);
  expect(train.labels).toHaveLength(3 * 16 * 4);
  expect(validation.classes).toEqual(train.classes);
  expect(validation.labels).toHaveLength(30);
  expect(validation.name).toContain("test-images");
  expect(test.classes).toEqual(["turn 3", "turn 4", "turn 5"]);
  const unknown = await readConfig(file, ["data.test=[turn 9]"]);
  await expect(loadData(unknown.data, options)).rejects.toMatchObject({
    code: "config_invalid",
    message: expect.stringMatching(/^data\.test: test-images has no class turn 9; there are turn 0, turn 1/),
  });
});

test("folders of photographs: no class in two parts, all cut to one size, the same for every seed", async () => {
  const pictures = path.join(directory, "pictures");
  for (const name of ["a", "b", "c", "d", "e", "f"]) {
    await writeFiles(pictures, { [`${name}/1.png`]: await png(9, 40, 20), [`${name}/2.png`]: await png(9, 24, 30) });
  }
  const changes = { data: { kind: "folders", path: "pictures", shortSide: 20, size: 16, validation: 1, test: 0.5 } };
  const config = await readConfig(await writeStripes(directory, changes));
  const { train, validation, test, steps } = await loadData(config.data, options);
  const parts = [train, validation, test].map(({ classes }) => classes);
  expect(parts.map(({ length }) => length)).toEqual([2, 1, 3]);
  expect(parts.flat().toSorted()).toEqual(["a", "b", "c", "d", "e", "f"]);
  for (const index of [0, 1]) {
    expect(applyFixed(await train.picture(index), steps)).toMatchObject({ width: 16, height: 16, channels: 3 });
  }
  // Training may cut out of more than evaluation sees; no picture is enlarged.
  const larger = await readConfig(path.join(directory, "stripes.yaml"), ["data.decodedSide=24", "data.shortSide=16"]);
  const decoded = await loadData(larger.data, options);
  const sides = async (index: number) => {
    const { width, height } = await decoded.train.picture(index);
    return Math.min(width, height);
  };
  expect([await sides(0), await sides(1)].toSorted()).toEqual([20, 24]);
  expect(applyFixed(await decoded.train.picture(0), decoded.steps)).toMatchObject({ width: 16, height: 16 });
  const again = await loadData((await readConfig(path.join(directory, "stripes.yaml"), ["seed=9"])).data, options);
  expect(again.test.classes).toEqual(test.classes);
});
