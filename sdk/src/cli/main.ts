#!/usr/bin/env node
import { text } from "node:stream/consumers";
import { run } from "./run.ts";

process.exitCode = await run(
  process.argv.slice(2),
  {
    line: (text) => process.stdout.write(`${text}\n`),
    note: (text) => process.stderr.write(`${text}\n`),
  },
  { env: process.env, stdin: () => text(process.stdin) },
);
