// How often a vector that was added is in this process's memory: before it is removed, and after. Nothing of it is kept
// in JavaScript; it is looked for by its complement.
import { closeSync, openSync, readFileSync, readSync } from "node:fs";
import { createRequire } from "node:module";

const [file, codes, how, snapshot] = process.argv.slice(2);
const dimension = 32;
const { Scan } = createRequire(import.meta.url)(file);
const valueOf = (label, at) => Math.fround(Math.sin(label * 1000 + at));

async function add(scan, from, count) {
  const vectors = new Float32Array(count * dimension);
  for (let row = 0; row < count; row++) {
    for (let at = 0; at < dimension; at++) vectors[row * dimension + at] = valueOf(from + row, at);
  }
  await scan.add(BigInt64Array.from({ length: count }, (_, row) => BigInt(from + row)), vectors);
  vectors.fill(0);
}

/** The bits of eight of its values, each inverted; the values themselves never stand side by side. */
function complementOf(label) {
  const one = new DataView(new ArrayBuffer(4));
  const complement = Buffer.alloc(32);
  for (let at = 0; at < 8; at++) {
    one.setFloat32(0, valueOf(label, at + 8), true);
    complement.writeInt32LE(~one.getInt32(0, true), at * 4);
  }
  return complement;
}

/** How often each of these labels' vectors is found. */
function timesInMemory(labels) {
  const complements = labels.map(complementOf);
  const times = labels.map(() => 0);
  const memory = openSync("/proc/self/mem", "r");
  const chunk = new Uint32Array(1 << 20);
  for (const line of readFileSync("/proc/self/maps", "utf8").split("\n")) {
    const [, from, to] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    if (from === undefined) continue;
    for (let at = Number.parseInt(from, 16); at < Number.parseInt(to, 16); at += chunk.byteLength - 64) {
      const length = Math.min(chunk.byteLength, Number.parseInt(to, 16) - at);
      let came = 0;
      try {
        came = readSync(memory, chunk, 0, length, at);
      } catch {
        break; // memory of the kernel's own
      }
      for (let word = 0; word < came / 4; word++) chunk[word] = ~chunk[word];
      const seen = Buffer.from(chunk.buffer, 0, came);
      for (const [i, one] of complements.entries()) {
        for (let found = seen.indexOf(one); found >= 0; found = seen.indexOf(one, found + 1)) times[i]++;
      }
      chunk.fill(0);
    }
  }
  closeSync(memory);
  return times;
}

const scan = new Scan(dimension, codes, 1, "");
await add(scan, 0, 5000);
const victim = 1234;
const [before] = timesInMemory([victim]);
const writing = how === "while written" ? scan.write(snapshot, "") : undefined;
if (how === "closed") scan.close();
else if (how === "among new ones") {
  await scan.remove(BigInt64Array.of(1000n, 3000n));
  await add(scan, 1000, 1); // the block is made anew
  await scan.remove(BigInt64Array.of(BigInt(victim)));
} else await scan.remove(BigInt64Array.of(BigInt(victim)));
await writing;
const [after, neighbour] = timesInMemory([victim, victim + 1]);
console.log(JSON.stringify({ before, after, neighbour }));
