import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { expect, test } from "vitest";
import { createScan } from "./index.ts";
import { labelsFrom } from "./naive.fixture.ts";

const file = fileURLToPath(new URL("../build/scan.node", import.meta.url));
const fixture = new URL("./worker.fixture.mjs", import.meta.url);

test("worker threads that are terminated while they search take nobody with them", async () => {
  for (let turn = 0; turn < 5; turn++) {
    const workers = [0, 1].map(() => new Worker(fixture, { workerData: { file } }));
    await Promise.all(workers.map((worker) => once(worker, "message")));
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  const scan = createScan({ dimension: 1 });
  await scan.add(labelsFrom(0, 1), Float32Array.of(1));
  expect((await scan.search(Float32Array.of(1), 1)).labels[0]).toBe(0n);
  scan.close();
});

/** Starts such a worker thread, and then `end`s. */
const script = (end: string) => `
  const { Worker } = require("node:worker_threads");
  const file = ${JSON.stringify(file)};
  const worker = new Worker(new URL(${JSON.stringify(fixture.href)}), { workerData: { file } });
  worker.once("message", async () => { ${end} });
`;

test.each([
  ["when the only thread with the addon is terminated", "await worker.terminate(); setTimeout(() => {}, 20);"],
  ["on process.exit() beside searches", "process.exit(0);"],
])("a process ends well %s", (_, end) => {
  const { status, signal, stderr } = spawnSync(process.execPath, ["-e", script(end)], { encoding: "utf8" });
  expect({ status, signal, stderr }).toEqual({ status: 0, signal: null, stderr: "" });
});

test("a process with an index that nothing is asked of ends by itself, and waits for what is asked", () => {
  const idle = `
    const { Scan } = require(${JSON.stringify(file)});
    const scan = new Scan(1, "f32", 1, "");
    scan.add(BigInt64Array.of(1n), Float32Array.of(2)).then(() => console.log(scan.size));
  `;
  const { status, stdout } = spawnSync(process.execPath, ["-e", idle], { encoding: "utf8", timeout: 20_000 });
  expect({ status, stdout }).toEqual({ status: 0, stdout: "1\n" });
});
