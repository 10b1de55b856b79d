import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createScan, openSnapshot, readSnapshotAbout, scrubSnapshot } from "./index.ts";
import { labelsFrom, seeded, unitVectors } from "./naive.fixture.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "likeness-scan-"));
});
afterAll(() => rm(folder, { recursive: true }));

const dimension = 20;
const query = unitVectors(1, dimension, seeded(61));
const about = JSON.stringify({ space: 7, name: "Ärzte" });

async function written(name: string, count: number) {
  const path = join(folder, name);
  const scan = createScan({ dimension, codes: "i8" });
  await scan.add(labelsFrom(10, count), unitVectors(count, dimension, seeded(62)));
  await scan.remove(BigInt64Array.of(12n, BigInt(count + 9)));
  await scan.write(path, about);
  const answer = await scan.search(query, 50);
  scan.close();
  return { path, answer: { labels: answer.labels, scores: answer.scores } };
}

test("[REC2] what is opened answers as what was written, and takes changes", async () => {
  const { path, answer } = await written("whole", 9000);
  expect(await readSnapshotAbout(path)).toEqual({ about, dimension, size: 8998, version: 1 });
  for (const codes of ["f32", "f16", "i8"] as const) {
    const scan = await openSnapshot(path, { codes, threads: 2 });
    expect(scan).toMatchObject({ size: 8998, dimension, codes });
    expect(await scan.search(query, 50)).toMatchObject(answer);
    await scan.add(BigInt64Array.of(12n, 99_999n), new Float32Array([...query, ...query]));
    expect(await scan.remove(labelsFrom(10, 9000))).toBe(8999);
    expect((await scan.search(query, 5)).labels).toEqual(BigInt64Array.of(99_999n));
    scan.close();
  }
});

test("a mapped snapshot answers the same, and cannot be changed", async () => {
  const { path, answer } = await written("mapped", 5000);
  for (const trusted of [false, true]) {
    const scan = await openSnapshot(path, { mapped: true, trusted, threads: 2 });
    expect(await scan.search(query, 50)).toMatchObject(answer);
    expect(scan.size).toBe(4998);
    expect(scan.bytes).toBeLessThan(10_000);
    const scope = scan.scope(answer.labels.slice(3, 5));
    expect((await scan.search(query, 2, { scope })).labels).toEqual(answer.labels.slice(3, 5));
    await expect(scan.add(BigInt64Array.of(1n), query)).rejects.toMatchObject({ code: "read_only" });
    await expect(scan.remove(BigInt64Array.of(1n))).rejects.toMatchObject({ code: "read_only" });
    // Replaced by another file, it stays the old one.
    const next = createScan({ dimension });
    await next.write(path, "");
    expect(await scan.search(query, 50)).toMatchObject(answer);
    await scan.write(path, about);
    scan.close();
  }
  await expect(openSnapshot(path, { mapped: true, codes: "i8" })).rejects.toMatchObject({ code: "not_supported" });
});

test("an empty index can be written and opened", async () => {
  const path = join(folder, "empty");
  const scan = createScan({ dimension: 3 });
  await scan.write(path, "");
  expect(await readSnapshotAbout(path)).toEqual({ about: "", dimension: 3, size: 0, version: 1 });
  for (const mapped of [false, true]) {
    const opened = await openSnapshot(path, { mapped });
    expect((await opened.search(new Float32Array(3), 1)).k).toBe(0);
    opened.close();
  }
  scan.close();
});

test("[REC1] what is written is one state, whatever changes meanwhile", async () => {
  const path = join(folder, "moving");
  const scan = createScan({ dimension: 1, codes: "i8" });
  const size = 20_000;
  await scan.add(labelsFrom(0, size), new Float32Array(size).fill(1));
  for (let turn = 0; turn < 5; turn++) {
    const before = await scan.labels();
    const writing = scan.write(path, "");
    // Rows that go, rows in the midst, rows at the end.
    const changes = Array.from({ length: 20 }, async (_, at) => {
      await scan.remove(labelsFrom(turn * 1000 + at * 37, 20));
      await scan.add(BigInt64Array.of(BigInt(size + turn * 100 + at)), Float32Array.of(2));
    });
    await Promise.all([writing, ...changes]);
    const opened = await openSnapshot(path);
    const labels = await opened.labels();
    // Before any of the changes, or after so many of them: never half of one.
    expect(labels.length).toBeLessThanOrEqual(before.length + 20);
    expect(opened.size).toBe(labels.length);
    const gone = before.filter((label) => !labels.includes(label));
    for (const first of gone.filter((_, at) => at % 20 === 0)) expect((Number(first) - turn * 1000) % 37).toBe(0);
    expect((await opened.vectors(labels)).every((value, at) => value === (labels[at]! < size ? 1 : 2))).toBe(true);
    opened.close();
  }
  scan.close();
});

test("a file that cannot be opened or replaced is an io error and leaves no litter", async () => {
  const scan = createScan({ dimension });
  await expect(openSnapshot(join(folder, "absent"))).rejects.toMatchObject({ code: "io" });
  await expect(scan.write(join(folder, "absent", "file"), "")).rejects.toMatchObject({ code: "io" });
  await expect(scrubSnapshot(join(folder, "absent"), BigInt64Array.of(1n))).rejects.toMatchObject({ code: "io" });
  // A folder cannot be replaced by a file, nor read as one.
  const inTheWay = join(folder, "in-the-way");
  await mkdir(inTheWay);
  await expect(scan.write(inTheWay, "")).rejects.toMatchObject({ code: "io" });
  await expect(openSnapshot(inTheWay)).rejects.toMatchObject({ code: "bad_file" });
  expect((await readdir(folder)).filter((name) => name.endsWith(".partial"))).toEqual([]);
  scan.close();
});

test("a file that cannot be written is an io error, and the index stays as it is", async () => {
  const { path, answer } = await written("full", 300);
  const scan = await openSnapshot(path);
  // No folder, so nothing can be in it.
  await expect(scan.write("/dev/null/x", "")).rejects.toMatchObject({ code: "io" });
  expect(await scan.search(query, 50)).toMatchObject(answer);
  scan.close();
});

test("only its owner may read a snapshot", async () => {
  const { path } = await written("private", 10);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("[STO7] what is scrubbed is not in the file, and not in one that is written later", async () => {
  const { path } = await written("scrubbed", 9000);
  const opened = await openSnapshot(path);
  const erased = BigInt64Array.of(11n, 4000n, 4105n, 4106n, 8000n);
  const vectors = await opened.vectors(erased);
  const holds = async (file: string) => {
    const bytes = await readFile(file);
    return Array.from(erased, (_, at) => {
      const vector = vectors.slice(at * dimension, (at + 1) * dimension);
      return bytes.includes(Buffer.from(vector.buffer));
    });
  };
  expect(await holds(path)).toEqual([true, true, true, true, true]);
  expect(await scrubSnapshot(path, BigInt64Array.of(...erased, 11n, 12n, 3n, 10n ** 12n))).toBe(5);
  expect(await holds(path)).toEqual([false, false, false, false, false]);
  expect(await scrubSnapshot(path, erased)).toBe(0);

  for (const mapped of [false, true]) {
    const left = await openSnapshot(path, { mapped });
    expect(left.size).toBe(8993);
    expect([...(await left.has(erased))]).toEqual([0, 0, 0, 0, 0]);
    const some = left.scope(labelsFrom(20, 3000));
    const { labels, scores } = await opened.search(query, 20, { scope: some });
    expect(await left.search(query, 20, { scope: some })).toMatchObject({ labels, scores });
    left.close();
  }
  await opened.remove(erased);
  const later = join(folder, "later");
  await opened.write(later, "");
  expect(await holds(later)).toEqual([false, false, false, false, false]);
  opened.close();
});

test("a snapshot all of whose vectors are scrubbed is an empty one", async () => {
  const { path } = await written("all-scrubbed", 100);
  expect(await scrubSnapshot(path, labelsFrom(0, 200))).toBe(98);
  for (const mapped of [false, true]) {
    const left = await openSnapshot(path, { mapped });
    expect(left.size).toBe(0);
    left.close();
  }
});

test("[REC3] a scrub that was cut short leaves a file that is refused", async () => {
  const { path } = await written("half-scrubbed", 100);
  const whole = await readFile(path);
  await scrubSnapshot(path, BigInt64Array.of(20n));
  const scrubbed = await readFile(path);
  const changed = [...whole.keys()].filter((at) => whole[at] !== scrubbed[at]);
  expect(changed.length).toBeGreaterThan(dimension * 2);
  // Any of the changes without the others, and all but any.
  for (const at of changed) {
    for (const [from, to] of [[whole, scrubbed], [scrubbed, whole]] as const) {
      const mixed = Buffer.from(from);
      mixed[at] = to[at]!;
      await writeFile(path, mixed);
      await expect(openSnapshot(path)).rejects.toMatchObject({ code: "bad_file" });
      await expect(scrubSnapshot(path, BigInt64Array.of(30n))).rejects.toMatchObject({ code: "bad_file" });
    }
  }
});
