// How much JavaScript each part of the published package adds to a page: `node sdk/bench/size.ts` builds nothing, so
// `node sdk/pack/build.ts` comes first. Prints a table and writes docs/figures/sdk-size.json.

import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import Table from "cli-table3";
import { repository } from "../pack/places.ts";
import { goals, measureSizes } from "../pack/sizes.ts";

const sizes = await measureSizes();
const table = new Table({ head: ["bytes, minified and gzipped", "at once", "with all that is loaded later", "at most"] });
for (const { name, atOnce, inAll } of sizes) table.push([name, atOnce, inAll, goals[name] ?? ""]);
console.log(table.toString());

const cores = cpus();
const figures = sizes.flatMap(({ name, atOnce, inAll }) => {
  const goal = goals[name];
  const unit = "bytes, minified and gzipped";
  const first = { name, value: atOnce, unit, ...(goal !== undefined && { goal: `<= ${goal}`, met: inAll <= goal }) };
  return inAll === atOnce ? [first] : [first, { name: `${name}, with all that it loads later`, value: inAll, unit }];
});
const run = {
  name: "sdk-size",
  command: "node sdk/bench/size.ts",
  machine: `${cores.length} x ${cores[0]?.model.trim() ?? "unknown"}, ${process.platform} ${process.arch}`,
  node: process.version,
  commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: repository, encoding: "utf8" }).trim(),
  figures,
};
await writeFile(join(repository, "docs/figures/sdk-size.json"), `${JSON.stringify(run, undefined, 2)}\n`);
