import { execFileSync } from "node:child_process";

/**
 * Runs a script by the system's Python, which is where Debian installs `python3-numpy`, `python3-sklearn` and
 * `python3-torch`, and reads what it prints as JSON. Undefined, with a line on the console, where that does not work:
 * a peer that is not there does not stop a measurement.
 */
export function runPython(script: string, args: readonly string[], needs: string): unknown {
  for (const python of ["/usr/bin/python3", "python3"]) {
    try {
      const output = execFileSync(python, [script, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
      return JSON.parse(output);
    } catch {
      // The next one may have what this one lacks.
    }
  }
  console.warn(`SKIPPED: no Python with ${needs} to measure beside`);
  return undefined;
}
