// Searches without end, in a worker thread that somebody terminates.
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";

const { Scan } = createRequire(import.meta.url)(workerData.file);
const scan = new Scan(64, "i8", 2, "");
const count = 20_000;
await scan.add(BigInt64Array.from({ length: count }, (_, at) => BigInt(at)), new Float32Array(count * 64).fill(0.1));
const search = () => scan.search(new Float32Array(64 * 200).fill(0.1), 10).then(search);
for (let at = 0; at < 20; at++) search();
const port = parentPort;
port.postMessage("searching");
