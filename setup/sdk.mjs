import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { projectEnvironment } from "./environment.mjs";
import { logged } from "./logged.mjs";
import { root } from "./paths.mjs";
import { digestOf, isStamped, stamp, unstamp } from "./stamp.mjs";

const manifest = join(root, "sdk/dist/package.json");

/** All that the published package is made of, except the installed packages: those have a stamp of their own. */
const sources = [
  "sdk/src",
  "sdk/pack",
  "sdk/tsdown.config.ts",
  "sdk/package.json",
  "models/cards",
  "tsconfig.base.json",
  "package-lock.json",
  "sdk/README.md",
  "LICENSE",
];

/**
 * Builds the package that is published, for whoever needs it as its users have it: the tests of bundlers and of the
 * package itself.
 *
 * @type {import("./progress.mjs").Step}
 */
export const sdkStep = {
  name: "SDK package",
  ready: () => existsSync(manifest) && isStamped("sdk", digest()),
  async make() {
    const digestBefore = digest();
    unstamp("sdk");
    await logged("sdk", "node", ["sdk/pack/build.ts"], projectEnvironment());
    stamp("sdk", digestBefore);
  },
};

function digest() {
  const files = sources.flatMap(filesOf).filter((file) => !/\.test(-d)?\.tsx?$/.test(file));
  return digestOf(files.flatMap((file) => [file, readFileSync(join(root, file))]));
}

/** @param {string} path of a file or folder, from the root */
function filesOf(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path)).sort().flatMap((name) => filesOf(join(path, name)));
}
