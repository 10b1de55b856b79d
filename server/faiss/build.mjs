// Compiles native/ into build/faiss.node with one call of g++. Plain JavaScript for Node 18 and newer, with
// no dependency but the two packages of headers, since it runs before anything else is set up.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, writeFileSync }
  from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const here = dirname(fileURLToPath(import.meta.url));
const native = join(here, "native");
const output = join(here, "build", "faiss.node");
const stampFile = join(here, "build", "faiss.stamp");

const packages = "install the Debian packages g++ libfaiss-dev libopenblas-dev";

/** What keeps the addon from being built: one line, meant for the person at the terminal. */
export class BuildError extends Error {}

/**
 * Builds the addon unless what it would be built from has not changed.
 * FAISS_HOME names a Faiss with include/ and lib/ to use instead of the system's.
 *
 * @returns {{ built: boolean, faiss: string, seconds: number }}
 * @throws {BuildError} when g++, Faiss or OpenBLAS is missing, or the sources do not compile.
 */
export function buildFaiss() {
  const started = performance.now();
  const home = process.env.FAISS_HOME;
  // Asked here, since the compiler would go on to the system's headers without a word.
  if (home && !existsSync(join(home, "include", "faiss", "Index.h"))) {
    throw new BuildError(`faiss: FAISS_HOME=${home} lacks include/faiss/Index.h; correct it or unset it`);
  }
  const flags = compilerFlags(home);
  const compiler = compilerVersion();
  const faiss = faissVersion(flags);
  const stamp = stampOf([compiler, faiss, flags.join(" "), home ?? ""]);
  const current = existsSync(output) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;
  if (!current) {
    mkdirSync(dirname(output), { recursive: true });
    compile(flags, home);
    writeFileSync(stampFile, stamp);
  }
  return { built: !current, faiss, seconds: (performance.now() - started) / 1000 };
}

/** The folders of the two packages of headers. */
function nodeHeaders() {
  try {
    return [dirname(require.resolve("node-addon-api")), require("node-api-headers").include_dir];
  } catch {
    throw new BuildError("faiss: node-addon-api or node-api-headers is missing; run `npm install`");
  }
}

function compilerFlags(home) {
  const folders = [...nodeHeaders(), ...(home ? [join(home, "include")] : [])];
  return [
    "-std=c++17", "-O2", "-fPIC", "-fopenmp", "-fvisibility=hidden", "-Wall", "-Wextra",
    "-DNAPI_VERSION=8", "-DNAPI_CPP_EXCEPTIONS",
    // A worker thread terminated while its searches run can no longer be answered; that must not abort.
    "-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
    // -isystem: warnings are for our own sources.
    ...folders.flatMap((folder) => ["-isystem", folder]),
  ];
}

function compile(flags, home) {
  const temporary = `${output}.${process.pid}.partial`;
  const sources = nativeFiles().filter((name) => name.endsWith(".cc")).map((name) => join(native, name));
  const libraries = [
    ...(home ? [`-L${join(home, "lib")}`, `-Wl,-rpath,${join(home, "lib")}`] : []),
    "-lfaiss", "-lopenblas",
    // A static Faiss stays ours alone, should another addon of the process carry one too.
    "-Wl,--exclude-libs,ALL",
  ];
  const result = spawnSync("g++", [...flags, "-shared", "-o", temporary, ...sources, ...libraries],
    { encoding: "utf8" });
  if (result.status === 0) {
    process.stderr.write(result.stderr);
    renameSync(temporary, output);
    return;
  }
  rmSync(temporary, { force: true });
  if (/cannot find -l/.test(result.stderr)) throw new BuildError(`faiss: a library is missing; ${packages}`);
  throw new BuildError(`faiss: g++ failed\n${result.stderr}`);
}

function compilerVersion() {
  const result = spawnSync("g++", ["--version"], { encoding: "utf8" });
  if (result.status !== 0) throw new BuildError(`faiss: g++ is missing; ${packages}`);
  return result.stdout.split("\n", 1)[0];
}

/** Asks the preprocessor, which alone knows where the compiler looks for headers. */
function faissVersion(flags) {
  const result = spawnSync("g++", [...flags, "-x", "c++", "-E", "-dM", "-"],
    { encoding: "utf8", input: "#include <faiss/Index.h>\n", maxBuffer: 1 << 26 });
  if (result.status !== 0) throw new BuildError(`faiss: the headers of Faiss are missing; ${packages}`);
  const part = (name) => new RegExp(`#define FAISS_VERSION_${name} (\\d+)`).exec(result.stdout)?.[1] ?? "?";
  return ["MAJOR", "MINOR", "PATCH"].map(part).join(".");
}

function nativeFiles() {
  return readdirSync(native).filter((name) => /\.(cc|h)$/.test(name)).sort();
}

function stampOf(facts) {
  const hash = createHash("sha256").update(facts.join("\n"));
  const files = [...nativeFiles().map((name) => join(native, name)), fileURLToPath(import.meta.url)];
  for (const file of files) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
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
