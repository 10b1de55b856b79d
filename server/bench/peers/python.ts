import { spawnSync } from "node:child_process";
import { join } from "node:path";

/** Debian's own python3, whatever else is on the path: its packages are built for it. */
const python = "/usr/bin/python3";

/** What a script here prints, as JSON; undefined, and said loudly, where python3 or a module of it is missing. */
export function runPython<Answer>(
  script: string,
  args: readonly (string | number)[],
  needs: string,
): Answer | undefined {
  const file = join(import.meta.dirname, script);
  const threads = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const run = spawnSync(python, [file, ...args.map(String)], {
    encoding: "utf8",
    env: { ...process.env, ...threads },
    maxBuffer: 1 << 28,
  });
  if (run.status === 0) return JSON.parse(run.stdout) as Answer;
  if (!run.error && !/ModuleNotFoundError/.test(run.stderr)) throw new Error(`${script}: ${run.stderr}`);
  console.warn(`SKIPPED: ${needs} is not here, so it is not measured beside (Debian: apt-get install ${needs})`);
  return undefined;
}
