// A process of its own: started.ts FOLDER prints what a start over a store and its snapshots takes, as JSON.
import { performance } from "node:perf_hooks";
import { opened } from "../stored/opened.ts";

const [, , folder] = process.argv;
const { indexes, close } = await opened(folder!);
// From the beginning of the process on.
const seconds = performance.now() / 1_000;
const [status] = indexes.statuses().values();
const rss = process.memoryUsage.rss();
console.log(JSON.stringify({ seconds, rss, bytes: status!.bytes, size: status!.size }));
await close();
