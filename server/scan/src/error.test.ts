import { expect, test } from "vitest";
import { loadAddon } from "./addon.ts";
import { createScan, kernels, ScanError, type ScanErrorCode } from "./index.ts";

/** The code that a call fails with, thrown or rejected. `unknown`s: these calls are wrong on purpose. */
async function codeOf(call: () => unknown): Promise<ScanErrorCode> {
  try {
    await call();
  } catch (error) {
    expect(error).toBeInstanceOf(ScanError);
    return (error as ScanError).code;
  }
  throw new Error("it did not fail");
}

const wrong = (value: unknown) => value as never;

test.each<[string, Record<string, unknown>]>([
  ["no dimension", {}],
  ["a dimension of 0", { dimension: 0 }],
  ["a dimension of 1.5", { dimension: 1.5 }],
  ["a dimension of 65537", { dimension: 65_537 }],
  ["codes it lacks", { dimension: 2, codes: "i4" }],
  ["no threads", { dimension: 2, threads: 0 }],
])("[IDX6] making an index with %s is a bad argument", async (_, options) => {
  expect(await codeOf(() => createScan(wrong(options)))).toBe("bad_argument");
});

test("[IDX6] queries are checked as vectors are", async () => {
  const scan = createScan({ dimension: 2 });
  await scan.add(BigInt64Array.of(1n), Float32Array.of(1, 0));
  const one = Float32Array.of(1, 0);
  expect(await codeOf(() => scan.search(new Float32Array(3), 1))).toBe("wrong_length");
  expect(await codeOf(() => scan.search(Float32Array.of(0, Number.NaN), 1))).toBe("not_finite");
  expect(await codeOf(() => scan.search(one, 0))).toBe("bad_argument");
  expect(await codeOf(() => scan.search(one, 2 ** 31))).toBe("bad_argument");
  expect(await codeOf(() => scan.search(one, wrong("1")))).toBe("bad_argument");
  expect(await codeOf(() => scan.search(one, 1, { scope: wrong({ size: 1, close() {} }) }))).toBe("bad_argument");
  expect(await codeOf(() => scan.atLeast(one, 1e39))).toBe("bad_argument");
  expect(await codeOf(() => scan.scope(wrong([1n])))).toBe("bad_argument");
  scan.close();
});

test("an answer of more rows than fit is an error, not the end", async () => {
  const scan = createScan({ dimension: 1 });
  await scan.add(BigInt64Array.from({ length: 3_000 }, (_, at) => BigInt(at)), new Float32Array(3_000));
  expect(await codeOf(() => scan.search(new Float32Array(50_000), 3_000))).toBe("out_of_memory");
  scan.close();
});

test("objects of another kind are refused by native code as well", () => {
  const { Scan, Scope } = loadAddon();
  const scan = new Scan(1, "f32", 1, "");
  const search = (...args: unknown[]) => () => scan.search(new Float32Array(1), 1, ...(args as never[]));
  expect(search({})).toThrow(/scope/);
  expect(search(scan)).toThrow(/scope/);
  expect(search(undefined, new Int32Array(1))).toThrow(/flag/);
  expect(search(undefined, new Int32Array(new SharedArrayBuffer(8)))).toThrow(/flag/);
  expect(search(undefined, 7)).toThrow(/flag/);
  expect(() => scan.search.call(new Scope(new BigInt64Array()) as never, new Float32Array(1), 1)).toThrow();
  expect(() => new Scope(wrong(undefined))).toThrow(/labels/);
});

test("kernels are told, and ones that do not exist refused", async () => {
  const { chosen, runnable, cpu } = kernels();
  expect(runnable[0]).toBe(chosen);
  expect(runnable.at(-1)).toBe("portable");
  expect(cpu).toBeInstanceOf(Array);
  process.env["LIKENESS_SCAN_KERNELS"] = "abacus";
  try {
    expect(await codeOf(kernels)).toBe("not_supported");
    expect(await codeOf(() => createScan({ dimension: 1 }))).toBe("not_supported");
  } finally {
    delete process.env["LIKENESS_SCAN_KERNELS"];
  }
});

test("an addon that is missing or does not load says how to get one", async () => {
  expect(await codeOf(() => loadAddon("/nowhere/scan.node"))).toBe("not_built");
  expect(await codeOf(() => loadAddon(import.meta.filename))).toBe("not_built");
});
