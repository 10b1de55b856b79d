#!/usr/bin/env node
import { terminalOutput } from "./output.ts";
import { run } from "./run.ts";

const output = terminalOutput();
process.exitCode = await run(process.argv.slice(2), output);
output.close();
