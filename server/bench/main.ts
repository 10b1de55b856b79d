import { type Measured, writeFigures } from "@likeness/bench";

/** A measurement names its own file in `docs/figures`; what it needs of the command line it reads itself. */
interface Benchmark {
  measure(args: readonly string[]): Promise<Measured>;
}

/** Loaded when asked for: one of them must not wait for what another needs. */
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  exact: () => import("./exact.ts"),
  enrol: () => import("./enrol.ts"),
  start: () => import("./start.ts"),
  http: () => import("./http.ts"),
  scope: () => import("./scope.ts"),
  recall: () => import("./recall.ts"),
  crash: () => import("./crash.ts"),
  flips: () => import("./flips.ts"),
};

/** @returns the exit status: 1 if a goal was missed */
async function main([name = "all", ...args]: readonly string[]): Promise<number> {
  const names = name === "all" ? Object.keys(benchmarks) : [name];
  let missed = 0;
  for (const one of names) {
    const load = benchmarks[one];
    if (load === undefined) {
      console.error(`bench server: ${one} is none of ${Object.keys(benchmarks).join(", ")}, all`);
      return 2;
    }
    const { measure } = await load();
    const measured = await measure(args);
    for (const table of measured.tables) console.log(table);
    await writeFigures(measured, { command: ["npm run bench -- server", one, ...args].join(" ") });
    missed += measured.figures.filter(({ met }) => met === false).length;
  }
  return missed > 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
