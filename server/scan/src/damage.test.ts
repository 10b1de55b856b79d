import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadAddon } from "./addon.ts";
import { createScan, openSnapshot, readSnapshotAbout, type OpenOptions } from "./index.ts";
import { labelsFrom, seeded, unitVectors } from "./naive.fixture.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "likeness-damage-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Bits to flip; the full run is 10,000: `LIKENESS_BIT_FLIPS=10000`. */
const flips = Number(process.env["LIKENESS_BIT_FLIPS"] ?? 600);
const dimension = 5;
const count = 4100;
const query = unitVectors(1, dimension, seeded(71));

async function whole() {
  const path = join(folder, "snapshot");
  const scan = createScan({ dimension });
  await scan.add(labelsFrom(1, count), unitVectors(count, dimension, seeded(72)));
  await scan.write(path, "about it");
  const { labels, scores } = await scan.search(query, count);
  scan.close();
  return { path, bytes: await readFile(path), answer: { labels, scores } };
}

/** What opening it says: the answer, or the code and message it is refused with. */
async function outcome(path: string, options: OpenOptions = {}) {
  try {
    const scan = await openSnapshot(path, options);
    const { labels, scores } = await scan.search(query, count);
    scan.close();
    return { labels, scores };
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code} ${message.slice(path.length + 2)}`;
  }
}

test("[REC3] every flipped bit is refused or harmless", async () => {
  const { path, bytes, answer } = await whole();
  const random = seeded(Number(process.env["LIKENESS_SEED"] ?? 73));
  let harmless = 0;
  for (let turn = 0; turn < flips; turn++) {
    // Every third in what comes before the blocks, or it would hardly ever be met.
    const at = Math.floor(random() * (turn % 3 ? bytes.length : 320));
    const bit = 1 << Math.floor(random() * 8);
    bytes[at]! ^= bit;
    await writeFile(path, bytes);
    bytes[at]! ^= bit;
    const seen = await outcome(path, { mapped: turn % 2 === 0 });
    if (typeof seen === "string") expect(seen).toMatch(/^bad_file /);
    else {
      expect(seen).toEqual(answer);
      harmless++;
    }
  }
  // Padding is not looked at; there is little of it.
  expect(harmless).toBeLessThan(flips / 4);
}, 300_000);

test("[REC3] a snapshot that is cut off anywhere is refused", async () => {
  const { path, bytes } = await whole();
  const random = seeded(74);
  const edges = [0, 1, 8, 63, 64, 71, 72, 127, 128, 160, 191, 192, 255, 256, bytes.length - 64, bytes.length - 1];
  const others = Array.from({ length: 40 }, () => Math.floor(random() * bytes.length));
  for (const length of [...edges, ...others]) {
    await writeFile(path, bytes.subarray(0, length));
    for (const mapped of [false, true]) expect(await outcome(path, { mapped })).toBe("bad_file cut off");
  }
  await writeFile(path, Buffer.concat([bytes, Buffer.alloc(64)]));
  expect(await outcome(path)).toBe("bad_file longer than it was written");
});

test("[REC3] a refusal says what is wrong", async () => {
  const { path, bytes } = await whole();
  const { crc32c } = loadAddon();
  /** With the header's checksum put right, so that what is looked at next is met. */
  const damaged = async (change: (file: Buffer) => void, seal = true) => {
    const file = Buffer.from(bytes);
    change(file);
    if (seal) file.writeUInt32LE(crc32c(file.subarray(0, 60), false), 60);
    await writeFile(path, file);
    return outcome(path);
  };
  const table = 128;
  const firstBlock = table + 64;
  const sealTable = (file: Buffer) => file.writeUInt32LE(crc32c(file.subarray(table, table + 64), false), 48);
  const block = firstBlock;
  const length = 64 + 4096 * 8 + 4096 * 64;
  // What a later, damaged or malicious writer could put under a right checksum.
  const sealBlock = (file: Buffer) => {
    file.writeUInt32LE(crc32c(file.subarray(block + 4, block + length), false), block);
  };

  expect(await damaged((file) => file.write("X"))).toBe("bad_file not a snapshot");
  const swapped = await damaged((file) => file.writeUInt32BE(0x01020304, 8));
  expect(swapped).toBe("bad_file of a machine with another byte order");
  expect(await damaged((file) => file.writeUInt32LE(2, 12))).toBe("bad_file format version 2 is of a later release");
  expect(await damaged((file) => file.writeUInt32LE(0, 12))).toBe("bad_file an unknown format version");
  expect(await damaged((file) => file.writeUInt32LE(1, 52), false)).toBe("bad_file checksum of the header");
  expect(await damaged((file) => file.writeUInt32LE(0, 16))).toBe("bad_file a dimension out of range");
  expect(await damaged((file) => file.writeUInt32LE(2 ** 32 - 1, 20))).toBe("bad_file cut off");
  expect(await damaged((file) => file.writeUInt32LE(2 ** 32 - 1, 40))).toBe("bad_file cut off");
  expect(await damaged((file) => file.write("A", 64))).toBe("bad_file checksum of about");
  expect(await damaged((file) => file.writeUInt32LE(5, table))).toBe("bad_file checksum of the table");
  const withRows = (rows: number) =>
    damaged((file) => {
      file.writeUInt32LE(rows, table + 24);
      sealTable(file);
    });
  expect(await withRows(5000)).toBe("bad_file a table that makes no sense");
  expect(await withRows(4095)).toBe("bad_file a table that does not fit the file");
  expect(await damaged((file) => file.write("A", block + 64))).toBe("bad_file checksum of block 0");
  expect(await damaged((file) => file.write("A", file.length - 8))).toBe("bad_file checksum of block 1");
  const unordered = await damaged((file) => {
    file.writeBigInt64LE(3n, block + 72);
    sealBlock(file);
  });
  expect(unordered).toBe("bad_file labels of block 0 are not in order");
  const notFinite = await damaged((file) => {
    file.writeFloatLE(Number.NaN, block + length - 4);
    sealBlock(file);
  });
  expect(notFinite).toBe("bad_file a value of block 0 is not finite");
  expect(await damaged(sealBlock)).toBeTypeOf("object");
});

test("a file of something else, or nothing, is no snapshot", async () => {
  const path = join(folder, "other");
  for (const content of ["", "hello", "x".repeat(5000)]) {
    await writeFile(path, content);
    await expect(readSnapshotAbout(path)).rejects.toMatchObject({ code: "bad_file" });
    await expect(openSnapshot(path, { mapped: true })).rejects.toMatchObject({ code: "bad_file" });
  }
});

test("the checksum is CRC-32C, with the processor's instruction and without", () => {
  const { crc32c } = loadAddon();
  // RFC 3720, appendix B.4.
  const known: readonly [Uint8Array, number][] = [
    [new Uint8Array(32), 0x8a9136aa],
    [new Uint8Array(32).fill(0xff), 0x62a8ab43],
    [Uint8Array.from({ length: 32 }, (_, at) => at), 0x46dd794e],
    [new TextEncoder().encode("123456789"), 0xe3069283],
  ];
  for (const [bytes, crc] of known) {
    for (const portable of [false, true]) expect(crc32c(bytes, portable)).toBe(crc);
  }
});
