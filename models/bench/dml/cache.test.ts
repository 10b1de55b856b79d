import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { cached } from "./cache.ts";

const folder = await mkdtemp(path.join(tmpdir(), "cache-"));
afterAll(() => rm(folder, { recursive: true }));

test("the same settings are computed once, others anew, and a failure is not kept", async () => {
  let calls = 0;
  const compute = async () => ({ value: ++calls });
  expect(await cached({ rate: 1 }, compute, folder)).toEqual({ value: 1 });
  expect(await cached({ rate: 1 }, compute, folder)).toEqual({ value: 1 });
  expect(await cached({ rate: 2 }, compute, folder)).toEqual({ value: 2 });
  await expect(cached({ rate: 3 }, () => Promise.reject(new Error("no")), folder)).rejects.toThrow("no");
  expect(await readdir(folder)).toHaveLength(2);
});
