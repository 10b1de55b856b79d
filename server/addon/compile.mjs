// Compiles a native addon with one call of g++. Plain JavaScript for Node 18 and newer, with no dependency but
// the two packages of headers, since it runs before anything else is set up.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const shared = fileURLToPath(new URL("native/", import.meta.url));

/** What keeps an addon from being built: one line, meant for the person at the terminal. */
export class BuildError extends Error {}

/**
 * Builds FOLDER/build/NAME.node of native/ here and FOLDER/native/, unless what it would be built from has not
 * changed.
 *
 * @param {object} addon
 * @param {string} addon.name `faiss`
 * @param {string} addon.folder Where its native/ and build/ are.
 * @param {string[]} [addon.flags] For the compiler, besides {@link commonFlags}.
 * @param {string[]} [addon.libraries] What is linked, after the sources.
 * @param {string[]} [addon.facts] What the addon depends on besides sources and flags, such as a library's version.
 * @param {string} addon.packages What to install where a tool or library is missing: `g++ libfaiss-dev`
 * @returns {{ built: boolean, seconds: number }}
 * @throws {BuildError} when g++ or a library is missing, or the sources do not compile.
 */
export function buildAddon({ name, folder, flags = [], libraries = [], facts = [], packages }) {
  const started = performance.now();
  const output = join(folder, "build", `${name}.node`);
  const stampFile = join(folder, "build", `${name}.stamp`);
  const files = [...nativeFiles(shared), ...nativeFiles(join(folder, "native"))];
  const command = [...commonFlags(name), "-I", join(folder, "native"), ...flags];
  const stamp = stampOf([compilerVersion(name, packages), ...command, ...libraries, ...facts], files);
  const current = existsSync(output) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp;
  if (!current) {
    mkdirSync(dirname(output), { recursive: true });
    const sources = files.filter((file) => file.endsWith(".cc"));
    compile(name, output, [...command, "-shared"], sources, libraries, packages);
    writeFileSync(stampFile, stamp);
  }
  return { built: !current, seconds: (performance.now() - started) / 1000 };
}

/** What every addon is compiled with. `-I` is for our own headers; warnings are for our own sources. */
export function commonFlags(name) {
  return [
    "-std=c++17", "-O2", "-fPIC", "-pthread", "-fvisibility=hidden", "-Wall", "-Wextra", "-I", shared,
    "-DNAPI_VERSION=8", "-DNAPI_CPP_EXCEPTIONS",
    // A worker thread terminated while its searches run can no longer be answered; that must not abort.
    "-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
    ...nodeHeaders(name).flatMap((folder) => ["-isystem", folder]),
  ];
}

/** The first line of `g++ --version`. */
export function compilerVersion(name, packages) {
  const result = spawnSync("g++", ["--version"], { encoding: "utf8" });
  if (result.status !== 0) throw new BuildError(`${name}: g++ is missing; install the Debian packages ${packages}`);
  return result.stdout.split("\n", 1)[0];
}

function compile(name, output, flags, sources, libraries, packages) {
  const temporary = `${output}.${process.pid}.partial`;
  const result = spawnSync("g++", [...flags, "-o", temporary, ...sources, ...libraries], { encoding: "utf8" });
  if (result.status === 0) {
    process.stderr.write(result.stderr);
    // As a whole: a process that has the old one loaded keeps it.
    renameSync(temporary, output);
    return;
  }
  rmSync(temporary, { force: true });
  if (/cannot find -l/.test(result.stderr)) {
    throw new BuildError(`${name}: a library is missing; install the Debian packages ${packages}`);
  }
  throw new BuildError(`${name}: g++ failed\n${result.stderr}`);
}

/** The folders of the two packages of headers. */
function nodeHeaders(name) {
  try {
    return [dirname(require.resolve("node-addon-api")), require("node-api-headers").include_dir];
  } catch {
    throw new BuildError(`${name}: node-addon-api or node-api-headers is missing; run \`npm install\``);
  }
}

function nativeFiles(folder) {
  return readdirSync(folder).filter((file) => /\.(cc|h)$/.test(file)).sort().map((file) => join(folder, file));
}

function stampOf(facts, files) {
  const hash = createHash("sha256").update(facts.join("\n"));
  for (const file of [...files, fileURLToPath(import.meta.url)]) hash.update(file).update(readFileSync(file));
  return hash.digest("hex");
}
