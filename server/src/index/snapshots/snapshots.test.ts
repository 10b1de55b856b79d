import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { flatIndex } from "../flat.ts";
import type { SnapshotFiles } from "./snapshot-files.ts";
import { openSnapshots } from "./snapshots.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "likeness-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const expected = { space: 3, modelId: "m@1", dimension: 2, hasMade: (_: string, change: number) => change <= 7 };
const stamp = { space: 3, modelId: "m@1", dimension: 2, epoch: "e", change: 7 };

/** Files of text: what they are about, and labels. */
const files = (): SnapshotFiles => ({
  write: async (index, path, about) => writeFileSync(path, `${about}\n${(await index.labels()).join(" ")}`),
  about: async (path) => readFileSync(path, "utf8").split("\n", 1)[0]!,
  open: async (path, dimension) => {
    const [, labels = ""] = readFileSync(path, "utf8").split("\n");
    if (labels.includes("damaged")) throw new Error("checksum of block 2");
    const index = flatIndex({ dimension });
    const all = BigInt64Array.from(labels.split(" ").filter(Boolean), BigInt);
    await index.add(all, new Float32Array(all.length * dimension).fill(0.5));
    return index;
  },
  scrub: async (path, labels) => {
    const text = readFileSync(path, "utf8");
    if (text.includes("damaged")) throw new Error("checksum of block 2");
    writeFileSync(path, text.replaceAll(new RegExp(`\\b(${labels.join("|")})\\b(?=[^\\n]*$)`, "g"), ""));
  },
});

const of = (labels: readonly number[]) => {
  const index = flatIndex({ dimension: 2 });
  return index.add(BigInt64Array.from(labels, BigInt), new Float32Array(labels.length * 2).fill(0.5)).then(() => index);
};

function opened(changes: Partial<SnapshotFiles> = {}) {
  const onRefused = vi.fn();
  return { onRefused, snapshots: openSnapshots({ folder, files: { ...files(), ...changes }, onRefused }) };
}

const path = () => join(folder, "space-3.scan");
const labelsOf = async (index: Awaited<ReturnType<ReturnType<typeof openSnapshots>["load"]>>) =>
  index && Array.from(await index.labels(), Number);

test("[REC1] a space's snapshot is what it was when it was saved", async () => {
  const { snapshots, onRefused } = opened();
  expect(await snapshots.load(expected)).toBeUndefined();
  await snapshots.save(await of([1, 2, 5]), stamp);
  expect(await labelsOf(await snapshots.load(expected))).toEqual([1, 2, 5]);
  expect(await snapshots.load({ ...expected, space: 4 })).toBeUndefined();
  expect(onRefused).not.toHaveBeenCalled();
});

describe("[REC3] refused, by the name of its file and for a reason, is one", () => {
  test("of another model, or of a change that the store has not made", async () => {
    const { snapshots, onRefused } = opened();
    await snapshots.save(await of([1]), stamp);
    expect(await snapshots.load({ ...expected, modelId: "m@2" })).toBeUndefined();
    expect(await snapshots.load({ ...expected, hasMade: () => false })).toBeUndefined();
    expect(onRefused.mock.calls).toEqual([
      ["space-3.scan", "it is of model m@1"],
      ["space-3.scan", "it knows a change that the store has not made"],
    ]);
  });

  test("that is damaged", async () => {
    const { snapshots, onRefused } = opened();
    await snapshots.save(await of([1]), stamp);
    writeFileSync(path(), `${readFileSync(path(), "utf8")} damaged`);
    expect(await snapshots.load(expected)).toBeUndefined();
    expect(onRefused).toHaveBeenCalledWith("space-3.scan", "checksum of block 2");
    // And it is made anew over it.
    await snapshots.save(await of([1, 2]), stamp);
    expect(await labelsOf(await snapshots.load(expected))).toEqual([1, 2]);
  });
});

describe("[STO7] what is erased", () => {
  test("is taken out of the file", async () => {
    const { snapshots } = opened();
    await snapshots.scrub(3, BigInt64Array.of(2n));
    await snapshots.save(await of([1, 2, 5]), stamp);
    await snapshots.scrub(3, BigInt64Array.of(2n));
    expect(await labelsOf(await snapshots.load(expected))).toEqual([1, 5]);
  });

  test("takes a file with it that it cannot be taken out of", async () => {
    const { snapshots } = opened();
    await snapshots.save(await of([1, 2]), stamp);
    writeFileSync(path(), `${readFileSync(path(), "utf8")} damaged`);
    await snapshots.scrub(3, BigInt64Array.of(2n));
    expect(existsSync(path())).toBe(false);
  });

  test("is taken out after a writing that was under way and had it still", async () => {
    let write = () => {};
    const begun = new Promise<void>((resolve) => {
      write = resolve;
    });
    const plain = files();
    const { snapshots } = opened({ write: async (...to) => begun.then(() => plain.write(...to)) });
    const saving = snapshots.save(await of([1, 2]), stamp);
    const scrubbing = snapshots.scrub(3, BigInt64Array.of(2n));
    write();
    await Promise.all([saving, scrubbing]);
    expect(await labelsOf(await snapshots.load(expected))).toEqual([1]);
  });

  test("is not left in what a cut-off writing has left, nor in the file of a space that is gone", async () => {
    const { snapshots } = opened();
    writeFileSync(join(folder, "space-3.scan.123.partial"), "1 2");
    await snapshots.save(await of([1]), stamp);
    await snapshots.sweep();
    expect(existsSync(join(folder, "space-3.scan.123.partial"))).toBe(false);
    expect(existsSync(path())).toBe(true);
    await snapshots.drop(3);
    expect(existsSync(path())).toBe(false);
    await snapshots.drop(3);
  });
});
