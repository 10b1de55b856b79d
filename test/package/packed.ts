import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const repository = join(import.meta.dirname, "../..");

/** What `npm pack` is given: made by set-up, or by `node sdk/pack/build.ts`. */
export const published = join(repository, "sdk/dist");

export interface Manifest {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

export async function publishedManifest(): Promise<Manifest> {
  return JSON.parse(await readFile(join(published, "package.json"), "utf8")) as Manifest;
}

/** The tarball that would be published, in a folder of its own that the caller removes. */
export async function packSdk(): Promise<{ tarball: string; remove: () => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), "likeness-pack-"));
  const { stdout } = await run("npm", ["pack", published, "--pack-destination", directory, "--ignore-scripts", "--json"]);
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  return { tarball: join(directory, filename), remove: () => rm(directory, { recursive: true }) };
}

/** A project of a user who has installed the tarball: outside of the repository, whose packages it cannot see. */
export interface Project {
  readonly directory: string;
  remove(): Promise<void>;
}

/**
 * Lays out a user's project as npm would, without a network: the tarball's files, and links to packages that the
 * repository has installed.
 *
 * @param source folder of the project's own files
 * @param packages what the user has installed besides; what the SDK depends on comes along
 */
export async function installSdk(tarball: string, source: string, packages: readonly string[]): Promise<Project> {
  const directory = await mkdtemp(join(tmpdir(), "likeness-project-"));
  await cp(source, directory, { recursive: true });
  await writeFile(join(directory, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const modules = join(directory, "node_modules");
  const sdk = join(modules, "@likeness/sdk");
  await mkdir(sdk, { recursive: true });
  await run("tar", ["-xzf", tarball, "-C", sdk, "--strip-components=1"]);
  const { dependencies, bin } = JSON.parse(await readFile(join(sdk, "package.json"), "utf8")) as Manifest;
  await mkdir(join(modules, ".bin"));
  for (const [name, file] of Object.entries(bin)) await symlink(join(sdk, file), join(modules, ".bin", name));
  for (const name of new Set([...Object.keys(dependencies), ...packages])) {
    await mkdir(dirname(join(modules, name)), { recursive: true });
    await symlink(join(repository, "node_modules", name), join(modules, name));
  }
  return { directory, remove: () => rm(directory, { recursive: true }) };
}
