import { type Circumstances, type Measured, writeFigures } from "@likeness/bench";

/** A measurement names its own file in `docs/figures`; what it needs of the command line it reads itself. */
interface Benchmark {
  /** @returns with a goal that was missed in any figure, the run has failed */
  measure(args: readonly string[]): Promise<Measured & Pick<Circumstances, "on">>;
}

/** Loaded when asked for: one of them must not wait for what another needs. */
const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  verify: () => import("./verify.ts"),
  attacks: () => import("./attacks.ts"),
  malformed: () => import("./malformed.ts"),
  fuzz: () => import("./fuzz.ts"),
  crash: () => import("./crash.ts"),
};

/** @returns the exit status: 1 if a goal was missed */
async function main([name = "", ...args]: readonly string[]): Promise<number> {
  const load = benchmarks[name];
  if (load === undefined) {
    console.error(`bench edge: ${name || "nothing"} is none of ${Object.keys(benchmarks).join(", ")}`);
    return 2;
  }
  const { measure } = await load();
  const { on, ...measured } = await measure(args);
  for (const table of measured.tables) console.log(table);
  const command = ["npm run bench -- edge", name, ...args].join(" ");
  await writeFigures(measured, { command, ...(on !== undefined && { on }) });
  return measured.figures.some(({ met }) => met === false) ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));
