import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { published, sdk } from "./places.ts";
import { acting, conditions, programs, subpaths, type Subpath } from "./subpaths.ts";

type Range = (version: string) => string;
const from: Range = (version) => `^${version}`;
const exactly: Range = (version) => version;

/** What is installed with the package. */
const dependencies: Readonly<Record<string, Range>> = { jose: from, "onnxruntime-common": from };

/**
 * What each platform's user installs for themselves: nobody needs all of it. onnxruntime-web is asked for by the very
 * release, because the worker for pages without a bundler carries its JavaScript.
 */
const peers: Readonly<Record<string, Range>> = {
  "@aws-sdk/client-lambda": from,
  "onnxruntime-node": from,
  "onnxruntime-web": exactly,
  // The hooks use nothing that came later.
  react: () => ">=18",
  sharp: from,
};

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Writes the manifest of what is published, from the workspace's own. */
export async function writeManifest(): Promise<void> {
  const own = JSON.parse(await readFile(join(sdk, "package.json"), "utf8")) as Manifest;
  const versions = { ...own.devDependencies, ...own.dependencies };
  const manifest = {
    name: own.name,
    version: own.version,
    description: "Makes templates of faces on the user's own device, and verifies and identifies by them.",
    keywords: ["face", "recognition", "verification", "embedding", "onnxruntime", "webgpu", "wasm"],
    license: own.license,
    type: "module",
    sideEffects: acting.length > 0 && acting.map((file) => `./${file}.js`),
    exports: {
      ...Object.fromEntries(Object.entries(subpaths).map(([name, subpath]) => [name, exported(subpath)])),
      "./package.json": "./package.json",
    },
    bin: Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, `./${file}.js`])),
    engines: { node: ">=22" },
    dependencies: ranges(dependencies, versions),
    peerDependencies: ranges(peers, versions),
    peerDependenciesMeta: Object.fromEntries(Object.keys(peers).map((name) => [name, { optional: true }])),
  };
  await writeFile(join(published, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

function exported(subpath: Subpath): object {
  if (typeof subpath === "string") return built(subpath);
  return Object.fromEntries(
    conditions.flatMap((condition) => {
      const entry = subpath[condition];
      return entry === undefined ? [] : [[condition, built(entry)]];
    }),
  );
}

/** TypeScript takes the first condition that it knows, so its own comes first. */
function built(entry: string): { types: string; default: string } {
  return { types: `./${entry}.d.ts`, default: `./${entry}.js` };
}

function ranges(asked: Readonly<Record<string, Range>>, versions: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(asked).map(([name, range]) => {
      const version = versions[name];
      if (version === undefined) throw new Error(`sdk/package.json does not name ${name}`);
      return [name, range(version)];
    }),
  );
}
