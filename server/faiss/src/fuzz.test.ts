import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createBinaryIndex, createIndex, FaissError, kmeans, type FaissIndex } from "./index.ts";
import { labelsFrom, randomVectors, seeded } from "./naive.fixture.ts";

/** What nobody would pass. */
function oddities(random: () => number): unknown[] {
  const resizable = new ArrayBuffer(32, { maxByteLength: 64 });
  const scalars = [undefined, null, true, 0, -1, 1, 2.5, Number.NaN, Infinity, 2 ** 53, 7n, random()];
  const texts = ["", "a\0b", "x".repeat(5000), Symbol("s"), "IVF", "IVF4,", "HNSW,,Flat", "PQ0", "OPQ0_0,Flat"];
  const objects = [{}, [], [1n], () => 1, new Map(), new ArrayBuffer(8), new SharedArrayBuffer(8), new Proxy({}, {})];
  const floats = [
    new Float32Array(4),
    new Float32Array(3),
    new Float32Array(resizable),
    new Float32Array(new SharedArrayBuffer(16)),
    Float32Array.of(Number.NaN, 1, 2, 3),
    Float32Array.of(1e38, -1e38, 1e15, 0),
    Float32Array.of(1e15, -1e15, 1e15, -1e15),
    new Float64Array(4),
  ];
  const labels = [
    new BigInt64Array(1),
    BigInt64Array.of(-1n),
    BigInt64Array.of(1n, 1n),
    BigInt64Array.of(2n ** 63n - 1n, -(2n ** 63n)),
    new BigInt64Array(resizable),
    new BigUint64Array(2),
    new Uint8Array(8),
  ];
  return [...scalars, ...texts, ...objects, ...floats, ...labels];
}

const factories = [
  "Flat",
  "SQ8",
  "SQfp16",
  "PQ2",
  "HNSW4",
  "HNSW4,SQ8",
  "IVF2,Flat",
  "IVF2,SQfp16",
  "IVF3_HNSW4,SQ8",
  "IVF2,PQ4",
];
const turned = ["PCA2,Flat", "PCAR3,IVF2,SQ8", "RR4,SQfp16", "PCA4,IVF2,PQ2", "PCA2,SQ4"];

test(
  "[IDX6] 10,000 calls with arguments of any kind neither crash nor fail but with a FaissError",
  { timeout: 120_000 },
  async () => {
    const random = seeded(Number(process.env["LIKENESS_SEED"] ?? 43));
    const pick = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)]!;
    const wrong = (): never => pick(oddities(random)) as never;
    /** Right as often as not: what is wrong later has to get that far. */
    const maybe = <T>(right: T): T => (random() < 0.6 ? right : wrong());
    const fresh = () => {
      const options = { dimension: 4, factory: pick([...factories, ...turned]), metric: pick(["ip", "l2"] as const) };
      return createIndex({ ...options, threads: pick([1, 2]) });
    };
    const few = () => randomVectors(Math.floor(random() * 20), 4, random);
    const learned = randomVectors(300, 4, random);
    const folder = mkdtempSync(join(tmpdir(), "likeness-fuzz-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    /** What is odd as a path, but not one into the folder that the tests run in. */
    const path = (): never => {
      const odd: unknown = wrong();
      return (typeof odd === "string" ? join(folder, odd) : odd) as never;
    };
    let next = 0;
    const newLabels = (many: number) => labelsFrom((next += many) - many, many);
    const calls: readonly ((index: FaissIndex) => unknown)[] = [
      () => createIndex(wrong()),
      () =>
        createIndex({
          dimension: maybe(4),
          factory: wrong(),
          metric: maybe("ip"),
          threads: maybe(1),
          device: maybe(0),
        }),
      (index) => index.train(maybe(learned)),
      (index) => index.train(wrong()),
      (index) => {
        const vectors = few();
        return index.add(maybe(newLabels(vectors.length / 4)), maybe(vectors));
      },
      (index) =>
        index.search(maybe(few()), maybe(5), { nprobe: maybe(2), efSearch: maybe(9), within: maybe(undefined) }),
      (index) => index.search(few(), 1000, { nprobe: 1 << 20, efSearch: 65_536, within: labelsFrom(0, 50) }),
      (index) => index.searchRange(maybe(few()), maybe(0.5), { nprobe: maybe(2), within: maybe(labelsFrom(3, 9)) }),
      (index) => index.remove(maybe(labelsFrom(Math.floor(random() * next), 5))),
      (index) => index.reconstruct(maybe(labelsFrom(Math.floor(random() * next), 5))),
      (index) => index.has(wrong()),
      (index) => index.merge(maybe(index)),
      (index) => index.learnFrom(wrong()),
      (index) => index.write(path()),
      (index) => index.read(path()),
      () => kmeans(maybe(learned), { dimension: maybe(4), clusters: maybe(3), iterations: maybe(2), seed: maybe(1) }),
      () => createBinaryIndex({ bits: maybe(32), factory: maybe("BFlat"), threads: maybe(1) }),
      async () => {
        const binary = createBinaryIndex({ bits: 32, factory: pick(["BFlat", "BIVF2", "BHNSW4"]) });
        await binary.train(maybe(new Uint8Array(64)));
        await binary.add(maybe(labelsFrom(0, 2)), maybe(new Uint8Array(8)));
        await binary.search(maybe(new Uint8Array(4)), maybe(3), { nprobe: maybe(1) });
      },
    ];
    let index = fresh();
    const failures = new Map<string, number>();
    for (let turn = 0; turn < 10_000; turn++) {
      if (random() < 0.03) {
        index.close();
        index = fresh();
      }
      try {
        const answer = await pick(calls)(index);
        if (answer && typeof answer === "object" && "close" in answer) (answer as FaissIndex).close();
      } catch (error) {
        if (!(error instanceof FaissError)) throw error;
        failures.set(error.code, (failures.get(error.code) ?? 0) + 1);
      }
    }
    index.close();
    expect(failures.get("bad_argument")).toBeGreaterThan(1000);
    expect(failures.has("not_built")).toBe(false);
  },
);
