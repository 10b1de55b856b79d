// Compiles native/ into build/faiss.node. Plain JavaScript for Node 18 and newer.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { BuildError, buildAddon, commonFlags } from "../addon/compile.mjs";
import { ownLibrary } from "./library.mjs";
import { avx2, processorHas } from "./processor.mjs";

const name = "faiss";
const folder = dirname(fileURLToPath(import.meta.url));
const packages = "g++ libfaiss-dev libopenblas-dev";

/**
 * Builds the addon unless what it would be built from has not changed, with the best Faiss there is: the one that
 * FAISS_HOME names, with include/ and lib/; the one that library.mjs has made; the system's.
 *
 * What it was built with is written beside it: src/addon.ts asks whether the processor it runs on will do.
 *
 * @returns {{ built: boolean, faiss: string, source: string, seconds: number }}
 * @throws {BuildError} when g++, Faiss or OpenBLAS is missing, or the sources do not compile.
 */
export function buildFaiss() {
  const { home, library, source, needs } = findFaiss();
  const cuda = home && findCuda(home);
  const flags = [
    "-fopenmp",
    ...(home ? ["-isystem", join(home, "include")] : []),
    ...(cuda ? ["-DLIKENESS_FAISS_GPU", "-isystem", join(cuda, "include")] : []),
  ];
  const libraries = [
    ...(home ? [`-L${join(home, "lib")}`, `-Wl,-rpath,${join(home, "lib")}`] : []),
    ...(cuda ? [`-L${join(cuda, "lib64")}`, `-Wl,-rpath,${join(cuda, "lib64")}`] : []),
    `-l${library}`, "-lopenblas", ...(cuda ? ["-lcudart", "-lcublas"] : []),
    // A static Faiss stays ours alone, should another addon of the process carry one too.
    "-Wl,--exclude-libs,ALL",
  ];
  const faiss = faissVersion(flags);
  const built = buildAddon({ name, folder, flags, libraries, facts: [faiss, source], packages });
  writeFileSync(join(folder, "build", "faiss.json"), `${JSON.stringify({ source, needs })}\n`);
  return { faiss, source, ...built };
}

/** @returns {{ home?: string, library: string, source: string, needs: string[] }} `needs`: of the processor */
function findFaiss() {
  const home = process.env.FAISS_HOME;
  if (home) {
    // Asked here, since the compiler would go on to the system's headers without a word.
    if (!existsSync(join(home, "include", "faiss", "Index.h"))) {
      throw new BuildError(`faiss: FAISS_HOME=${home} lacks include/faiss/Index.h; correct it or unset it`);
    }
    return { home, source: "FAISS_HOME", ...bestLibrary(join(home, "lib")) };
  }
  if (existsSync(join(ownLibrary, "lib", "libfaiss.a"))) {
    return { home: ownLibrary, library: "faiss", source: "Debian's source, for AVX2", needs: avx2 };
  }
  return { library: "faiss", source: "the system", needs: [] };
}

/** Faiss itself installs one library for each kind of processor, where it was built for several. */
function bestLibrary(lib) {
  const there = existsSync(lib) ? readdirSync(lib) : [];
  const kinds = [
    { library: "faiss_avx512", needs: ["avx512f", "avx512cd", "avx512vl", "avx512dq", "avx512bw"] },
    { library: "faiss_avx2", needs: avx2 },
  ];
  const has = (library) => there.some((file) => file.startsWith(`lib${library}.`));
  return kinds.find(({ library, needs }) => has(library) && processorHas(needs)) ?? { library: "faiss", needs: [] };
}

/** Where CUDA is, if the Faiss there was built for it. */
function findCuda(home) {
  if (!existsSync(join(home, "include", "faiss", "gpu", "GpuIndexFlat.h"))) return undefined;
  const places = [process.env.CUDA_HOME, "/usr/local/cuda"];
  const has = (place, header) => existsSync(join(place, "include", header));
  return places.find((place) => place && has(place, "cuda_runtime.h") && has(place, "cublas_v2.h"));
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
    const { built, faiss, source, seconds } = buildFaiss();
    const did = built ? "built" : "up to date:";
    console.log(`faiss: ${did} build/faiss.node with Faiss ${faiss} (${source}) in ${seconds.toFixed(1)} s`);
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) main();
