import { type Circumstances, type Measured, writeFigures } from "@likeness/bench";

/** A measurement names its own file in `docs/figures`; what it needs of the command line it reads itself. */
interface Benchmark {
  measure(args: readonly string[]): Promise<Measured & Pick<Circumstances, "on">>;
}

/** Loaded when asked for: one of them must not wait for what another needs. */
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  dml: () => import("./dml.ts"),
  omniglot: () => import("./omniglot.ts"),
  digits: () => import("./digits.ts"),
  evaluation: () => import("./evaluation.ts"),
  step: () => import("./step.ts"),
  losses: () => import("./losses.ts"),
  "face-head": () => import("./face-head.ts"),
  fusion: () => import("./fusion.ts"),
};

/** @returns the exit status */
async function main([name = "", ...args]: readonly string[]): Promise<number> {
  const load = benchmarks[name];
  if (load === undefined) {
    console.error(`bench models: ${name || "nothing"} is none of ${Object.keys(benchmarks).join(", ")}`);
    return 2;
  }
  const { measure } = await load();
  const { on, ...measured } = await measure(args);
  for (const table of measured.tables) console.log(table);
  const command = ["npm run bench -- models", name, ...args].join(" ");
  await writeFigures(measured, { command, ...(on !== undefined && { on }) });
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
