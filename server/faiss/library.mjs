// Makes a Faiss for AVX2 in build/avx2, from the source package of the Debian that runs here. Debian's own is compiled
// for any x86-64: it compares at a quarter of the speed. Plain JavaScript for Node 18 and newer.

import { spawn, spawnSync } from "node:child_process";
import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { avx2, processorHas } from "./processor.mjs";

const folder = dirname(fileURLToPath(import.meta.url));

/** With include/ and lib/, as FAISS_HOME has. */
export const ownLibrary = join(folder, "build", "avx2");
/** Says why there is none, so that not every start tries again. */
const refusal = join(folder, "build", "avx2.refused");

/** As its own CMakeLists.txt has it for a release with AVX2 (1.7.3). */
const flags = [
  "-std=c++17", "-O3", "-DNDEBUG", "-DFINTEGER=int", "-fPIC", "-fopenmp", "-fvisibility=hidden", "-w",
  ...avx2.map((feature) => `-m${feature}`),
];
const sourceFolders = [".", "impl", "invlists", "utils"];

/** Why it cannot be made here: one line. */
class Unavailable extends Error {}

/** Whether it is there, or it is known that it will not be. */
export function isLibrarySettled() {
  return Boolean(process.env.FAISS_HOME) || existsSync(join(ownLibrary, "lib", "libfaiss.a")) || existsSync(refusal);
}

/**
 * Makes the library unless it is there, there is another to be used, or it could not be made before.
 *
 * @returns {Promise<{ made: boolean, why?: string }>} `why` there is none; then the system's own does
 */
export async function makeLibrary() {
  if (process.env.FAISS_HOME) return { made: false, why: "FAISS_HOME names another" };
  if (existsSync(join(ownLibrary, "lib", "libfaiss.a"))) return { made: true };
  if (existsSync(refusal)) return { made: false, why: readFileSync(refusal, "utf8").trim() };
  mkdirSync(dirname(ownLibrary), { recursive: true });
  const work = mkdtempSync(join(dirname(ownLibrary), "avx2-"));
  try {
    if (process.platform !== "linux" || !processorHas(avx2)) throw new Unavailable("the processor lacks AVX2");
    const source = fetchSource(work);
    const made = await compile(source, work);
    rmSync(ownLibrary, { recursive: true, force: true });
    renameSync(made, ownLibrary);
    return { made: true };
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    writeFileSync(refusal, `${error.message}\n`);
    return { made: false, why: error.message };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * By apt, which checks signatures, from where the system's packages come; what apt keeps of it goes into `work`, so it
 * takes no root and changes nothing.
 */
function fetchSource(work) {
  const parts = join(work, "sources");
  const kept = ["state/lists/partial", "cache/archives/partial", "sources"];
  for (const name of kept) mkdirSync(join(work, name), { recursive: true });
  writeSources(parts);
  const options = {
    "Dir::Etc::SourceList": "/dev/null",
    "Dir::Etc::SourceParts": parts,
    "Dir::State": join(work, "state"),
    "Dir::Cache": join(work, "cache"),
  };
  const apt = Object.entries(options).flatMap(([name, value]) => ["-o", `${name}=${value}`]);
  run("apt-get", [...apt, "update", "-q"], work);
  run("apt-get", [...apt, "source", "--download-only", "-q", "faiss"], work);
  const archive = readdirSync(work).find((name) => name.endsWith(".orig.tar.gz"));
  if (!archive) throw new Unavailable("apt has brought no source of Faiss");
  run("tar", ["xf", archive], work);
  const unpacked = readdirSync(work).find((name) => name.startsWith("faiss-"));
  if (!unpacked) throw new Unavailable("the source of Faiss is packed otherwise than was thought");
  return join(work, unpacked, "faiss");
}

/** The system's own lists of packages, asked for sources. */
function writeSources(parts) {
  const lists = "/etc/apt/sources.list.d";
  const files = ["/etc/apt/sources.list", ...(existsSync(lists) ? readdirSync(lists).map((name) => join(lists, name)) : [])];
  for (const file of files.filter((name) => /\.(list|sources)$/.test(name) && existsSync(name))) {
    const asked = readFileSync(file, "utf8").replace(/^Types:.*$/gm, "Types: deb-src").replace(/^deb\s/gm, "deb-src ");
    writeFileSync(join(parts, basename(file)), asked);
  }
}

function run(command, args, cwd) {
  const { status, stderr, error } = spawnSync(command, args, { cwd, encoding: "utf8" });
  if (status === 0) return;
  const last = error?.message ?? stderr.trim().split("\n").at(-1);
  throw new Unavailable(`${command} ${args.at(-1)}: ${last}`);
}

/** @returns {Promise<string>} a folder with include/ and lib/ */
async function compile(source, work) {
  const made = join(work, "made");
  const objects = join(work, "objects");
  for (const name of [objects, join(made, "lib")]) mkdirSync(name, { recursive: true });
  const files = sourceFolders.flatMap((name) =>
    readdirSync(join(source, name)).filter((file) => file.endsWith(".cpp")).map((file) => join(source, name, file)),
  );
  const waiting = files.map((file, i) => ({ file, object: join(objects, `${i}.o`) }));
  const objectFiles = waiting.map(({ object }) => object);
  const worker = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      await gxx([...flags, "-I", dirname(source), "-c", next.file, "-o", next.object]);
    }
  };
  const many = availableParallelism?.() ?? cpus().length;
  await Promise.all(Array.from({ length: many }, worker));
  run("ar", ["rcs", join(made, "lib", "libfaiss.a"), ...objectFiles], work);
  for (const name of sourceFolders) {
    const headers = join(made, "include", "faiss", name);
    mkdirSync(headers, { recursive: true });
    for (const file of readdirSync(join(source, name)).filter((file) => file.endsWith(".h"))) {
      cpSync(join(source, name, file), join(headers, file));
    }
  }
  cpSync(join(dirname(source), "LICENSE"), join(made, "LICENSE"));
  return made;
}

function gxx(args) {
  return new Promise((resolve, reject) => {
    const child = spawn("g++", args, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.on("data", (text) => (said += text));
    child.on("error", (error) => reject(new Unavailable(`g++: ${error.message}`)));
    child.on("close", (status) => {
      if (status === 0) resolve();
      else reject(new Unavailable(`g++: ${said.trim().split("\n")[0] ?? status}`));
    });
  });
}

/** Makes it and says so in one line. */
async function main() {
  const { made, why } = await makeLibrary();
  console.log(made ? "faiss: a library for AVX2 is in build/avx2" : `faiss: no library of its own: ${why}`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) await main();
