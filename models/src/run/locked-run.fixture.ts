// Test support, run as a process of its own: begins a run, says so, writes to it, and waits to be killed.

import { createRun } from "./run-folder.ts";
import { runFormat } from "./run-format.ts";

const [folder] = process.argv.slice(2);
const manifest = { format: runFormat, created: "2026-01-01T00:00:00Z", config: "0", node: "", platform: "" } as const;
const run = await createRun(folder!, { config: "name: x\n", manifest });
await run.log.append({ kind: "evaluation", epoch: 0, step: 1, seconds: 1, metrics: { nmi: 0.5 }, isBest: true });
console.log("running");
setInterval(() => {}, 1000);
