import { existsSync, readFileSync } from "node:fs";
import { Failure } from "./failure.mjs";
import { onPath } from "./on-path.mjs";

const names = ["chromium", "chromium-browser", "google-chrome"];

/**
 * The browser that the tests drive: the one that CHROMIUM names, else one of the machine's.
 *
 * @returns {string | undefined}
 */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (!named) return names.map(onPath).find((path) => path && !isSnap(path));
  if (!existsSync(named)) throw new Failure(`CHROMIUM names ${named}, which does not exist`);
  return named;
}

/** Ubuntu's `chromium` is a script that starts, or asks for, a snap, which sees no files of the tests. */
export function isSnap(path) {
  return path.startsWith("/snap/") || readFileSync(path).subarray(0, 4096).includes("/snap/");
}

/** Whether this system's chromium package is such a script. */
export function packagesChromiumAsSnap() {
  const release = "/etc/os-release";
  return existsSync(release) && /^ID="?ubuntu"?$/m.test(readFileSync(release, "utf8"));
}
