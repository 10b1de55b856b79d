import { expect, test } from "vitest";
import { createScan, openSnapshot, readSnapshotAbout, scrubSnapshot, setThreads } from "./index.ts";
import { ScanError, type Scan } from "./index.ts";
import { seeded } from "./naive.fixture.ts";

/** What nobody would pass. */
function oddities(random: () => number): unknown[] {
  const resizable = new ArrayBuffer(32, { maxByteLength: 64 });
  const thrower = {
    get scope() {
      throw new TypeError("thrown by a getter");
    },
  };
  const scalars = [undefined, null, true, 0, -1, 1, 2.5, Number.NaN, Infinity, 2 ** 53, 7n, random()];
  const texts = ["", "a\0b", "x".repeat(5000), Symbol("s")];
  const objects = [{}, [], [1n], () => 1, new Date(), new Map(), new ArrayBuffer(8), new SharedArrayBuffer(8)];
  const options = [{ scope: {} }, { scope: null }, { signal: {} }, { scope: new Proxy({}, {}) }, thrower];
  const floats = [
    new Float32Array(2),
    new Float32Array(3),
    new Float32Array(resizable),
    new Float32Array(new SharedArrayBuffer(8)),
    Float32Array.of(Number.NaN, 1),
    Float32Array.of(1e38, -1e38),
    new Float64Array(2),
  ];
  const labels = [
    new BigInt64Array(1),
    BigInt64Array.of(-1n),
    BigInt64Array.of(1n, 1n),
    BigInt64Array.of(2n ** 63n - 1n),
    new BigInt64Array(resizable),
    new BigUint64Array(2),
    new Uint8Array(8),
  ];
  return [...scalars, ...texts, ...objects, ...options, ...floats, ...labels];
}

test("[IDX6] 10,000 calls with arguments of any kind neither crash nor fail but with a ScanError", async () => {
  const random = seeded(Number(process.env["LIKENESS_SEED"] ?? 41));
  const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
  const wrong = (): never => pick(oddities(random)) as never;
  const calls: readonly ((scan: Scan) => unknown)[] = [
    () => createScan(wrong()),
    () => createScan({ dimension: wrong(), codes: wrong(), threads: wrong() }),
    (scan) => scan.add(wrong(), wrong()),
    (scan) => scan.remove(wrong()),
    (scan) => scan.has(wrong()),
    (scan) => scan.vectors(wrong()),
    (scan) => scan.search(wrong(), wrong()),
    (scan) => scan.search(new Float32Array(2), wrong(), wrong()),
    (scan) => scan.search(wrong(), 3, wrong()),
    (scan) => scan.atLeast(wrong(), wrong(), wrong()),
    (scan) => scan.scope(wrong()),
    (scan) => scan.search(new Float32Array(2), 1, { scope: scan.scope(wrong()) }),
    (scan) => scan.write(wrong(), wrong()),
    () => openSnapshot(wrong(), { mapped: wrong() }),
    () => readSnapshotAbout(wrong()),
    () => scrubSnapshot(wrong(), wrong()),
    () => setThreads(wrong()),
    (scan) => (random() < 0.02 ? scan.close() : scan.labels()),
  ];
  let scan = createScan({ dimension: 2, codes: "i8" });
  const failures = new Map<string, number>();
  for (let turn = 0; turn < 10_000; turn++) {
    if (scan.size === 0) scan = createScan({ dimension: 2, codes: pick(["f32", "f16", "i8"]) });
    try {
      const answer = await pick(calls)(scan);
      if (answer && typeof answer === "object" && "close" in answer) (answer as Scan).close();
    } catch (error) {
      if (!(error instanceof ScanError)) throw error;
      failures.set(error.code, (failures.get(error.code) ?? 0) + 1);
    }
  }
  setThreads(2);
  expect(failures.get("bad_argument")).toBeGreaterThan(1000);
  expect(failures.has("scan") || failures.has("not_built")).toBe(false);
  scan.close();
});
