import { join, relative } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { build, type Metafile } from "esbuild";
import { published } from "./places.ts";
import { selfContainedFiles } from "./self-contained.ts";
import { subpaths } from "./subpaths.ts";

/** What may not be exceeded, whatever is added: bytes by the name of a size. */
export const goals: Readonly<Record<string, number>> = {
  "@likeness/sdk/client": 15 * 1024,
  "@likeness/sdk/face": 35 * 1024,
};

/** Bytes over the wire: minified, each file gzipped. */
export interface Size {
  /** A subpath as it is imported, or the path of a file that is served as it is. */
  readonly name: string;
  /** Of what is loaded at once. */
  readonly atOnce: number;
  /** Of that and of all that is loaded when it is first used. */
  readonly inAll: number;
}

/**
 * What each subpath adds to a page that imports all of it, without the packages that the user installs. A subpath
 * with an entry for each platform is measured for browsers.
 */
export async function measureSizes(): Promise<Size[]> {
  const ofSubpaths = Object.entries(subpaths).map(async ([subpath, entry]) => {
    const file = typeof entry === "string" ? entry : entry.default;
    return measure(`@likeness/sdk${subpath.slice(1)}`, join(published, `${file}.js`));
  });
  const ofFiles = selfContainedFiles.map((file) => measure(file, join(published, file)));
  return Promise.all([...ofSubpaths, ...ofFiles]);
}

async function measure(name: string, file: string): Promise<Size> {
  const { metafile, outputFiles } = await build({
    entryPoints: { entry: file },
    absWorkingDir: published,
    outdir: "out",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "neutral",
    packages: "external",
    write: false,
    metafile: true,
    logLevel: "error",
  });
  const sizes = await Promise.all(
    outputFiles.map(async ({ path, contents }) => {
      const { length } = await promisify(gzip)(contents, { level: 9 });
      return [relative(published, path), length] as const;
    }),
  );
  const atOnce = loadedWith("out/entry.js", metafile);
  return { name, atOnce: sum(sizes.filter(([path]) => atOnce.has(path))), inAll: sum(sizes) };
}

function sum(sizes: readonly (readonly [path: string, bytes: number])[]): number {
  return sizes.reduce((total, [, bytes]) => total + bytes, 0);
}

/** An output file and those that it imports statically, by any number of steps. */
function loadedWith(path: string, metafile: Metafile, found = new Set<string>()): ReadonlySet<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const one of metafile.outputs[path]!.imports) {
    if (!one.external && one.kind === "import-statement") loadedWith(one.path, metafile, found);
  }
  return found;
}
