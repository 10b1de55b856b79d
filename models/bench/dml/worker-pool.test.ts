import path from "node:path";
import { expect, test } from "vitest";
import { workerPool } from "./worker-pool.ts";

const file = path.join(import.meta.dirname, "echo-worker.fixture.ts");

test("jobs are shared out; a failure is told and the process goes on; one that ends is told too", async () => {
  const pool = workerPool(file, 2);
  try {
    const doubled = await Promise.all([1, 2, 3, 4, 5].map((value) => pool.run({ value })));
    expect(doubled).toEqual([2, 4, 6, 8, 10]);
    await expect(pool.run({ fail: "as asked" })).rejects.toThrow(/as asked/);
    expect(await pool.run({ value: 7 })).toBe(14);
    await expect(pool.run({ exit: 3 })).rejects.toThrow(/ended with 3/);
    expect(await pool.run({ value: 8 })).toBe(16);
  } finally {
    pool.close();
  }
});
