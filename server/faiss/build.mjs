// Compiles native/ into build/faiss.node. Plain JavaScript for Node 18 and newer.

import { spawnSync } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BuildError, buildAddon, commonFlags } from "../addon/compile.mjs";

const name = "faiss";
const folder = dirname(fileURLToPath(import.meta.url));
const packages = "g++ libfaiss-dev libopenblas-dev";

/**
 * Builds the addon unless what it would be built from has not changed.
 * FAISS_HOME names a Faiss with include/ and lib/ to use instead of the system's.
 *
 * @returns {{ built: boolean, faiss: string, seconds: number }}
 * @throws {BuildError} when g++, Faiss or OpenBLAS is missing, or the sources do not compile.
 */
export function buildFaiss() {
  const home = process.env.FAISS_HOME;
  // Asked here, since the compiler would go on to the system's headers without a word.
  if (home && !existsSync(join(home, "include", "faiss", "Index.h"))) {
    throw new BuildError(`faiss: FAISS_HOME=${home} lacks include/faiss/Index.h; correct it or unset it`);
  }
  const flags = ["-fopenmp", ...(home ? ["-isystem", join(home, "include")] : [])];
  const libraries = [
    ...(home ? [`-L${join(home, "lib")}`, `-Wl,-rpath,${join(home, "lib")}`] : []),
    "-lfaiss", "-lopenblas",
    // A static Faiss stays ours alone, should another addon of the process carry one too.
    "-Wl,--exclude-libs,ALL",
  ];
  const faiss = faissVersion(flags);
  return { faiss, ...buildAddon({ name, folder, flags, libraries, facts: [faiss], packages }) };
}

/** Asks the preprocessor, which alone knows where the compiler looks for headers. */
function faissVersion(flags) {
  const result = spawnSync("g++", [...commonFlags(name), ...flags, "-x", "c++", "-E", "-dM", "-"],
    { encoding: "utf8", input: "#include <faiss/Index.h>\n", maxBuffer: 1 << 26 });
  if (result.status !== 0) {
    throw new BuildError(`faiss: the headers of Faiss are missing; install the Debian packages ${packages}`);
  }
  const part = (name) => new RegExp(`#define FAISS_VERSION_${name} (\\d+)`).exec(result.stdout)?.[1] ?? "?";
  return ["MAJOR", "MINOR", "PATCH"].map(part).join(".");
}

/** Builds and says so in one line. */
function main() {
  try {
    const { built, faiss, seconds } = buildFaiss();
    const did = built ? "built" : "up to date:";
    console.log(`faiss: ${did} build/faiss.node with Faiss ${faiss} in ${seconds.toFixed(1)} s`);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) main();
