#!/usr/bin/env node
import type { Output } from "./cli/command.ts";
import { stopOnSignals } from "./cli/interrupt.ts";
import { run } from "./cli/run.ts";

const output: Output = {
  line: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  ...(process.stderr.isTTY && { terminal: process.stderr }),
};

process.exitCode = await run(process.argv.slice(2), output, stopOnSignals(output, process));
