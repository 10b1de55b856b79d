import { join } from "node:path";
import { build } from "esbuild";
import { expect, test } from "vitest";
import { published, publishedManifest } from "./packed.ts";

/** Everything outside of the package. */
const anything = /./;
const platforms = /^(node:|onnxruntime-(node|web|react-native)|sharp$|react)/;
const ofHosts = /^(zod|hono|@hono)/;

/** What a subpath may never lead to, by any import, static or not. */
const forbidden: Readonly<Record<string, readonly RegExp[]>> = {
  "./core": [anything],
  "./client": [anything],
  "./device": [platforms, ofHosts],
  "./backend": [platforms, ofHosts],
  "./face": [platforms, ofHosts],
  "./model": [platforms, ofHosts],
  "./offline": [platforms, ofHosts],
  "./runtime": [anything],
};

/** The packages that a built file leads to, by any number of the package's own files. */
async function importsOf(file: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [join(published, file)],
    bundle: true,
    write: false,
    splitting: true,
    outdir: "nowhere",
    format: "esm",
    packages: "external",
    metafile: true,
    logLevel: "error",
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  return [...new Set(imports.filter((one) => one.external).map((one) => one.path))].toSorted();
}

/** The files of a subpath, one for each platform that has its own. */
function filesOf(exported: unknown): string[] {
  if (typeof exported === "string") return exported.endsWith(".js") ? [exported] : [];
  return Object.entries(exported as object).flatMap(([name, value]) => (name === "types" ? [] : filesOf(value)));
}

const { exports, dependencies, peerDependencies } = await publishedManifest();

test.each(Object.entries(forbidden))("%s leads to nothing that it may not need", async (subpath, patterns) => {
  const imports = (await Promise.all(filesOf(exports[subpath]).map(importsOf))).flat();
  expect(filesOf(exports[subpath])).not.toEqual([]);
  expect(imports.filter((name) => patterns.some((pattern) => pattern.test(name)))).toEqual([]);
});

const ofPages = [
  ".",
  "./camera",
  "./device/browser",
  "./react",
  "./worker",
  "./face/browser",
  "./model/browser",
  "./offline/browser",
];
const ofNode = /^(node:|onnxruntime-(node|react-native)|sharp$)/;

test.each(ofPages)("%s leads a page to nothing that is for Node", async (subpath) => {
  const imports = await importsOf(filesOf(exports[subpath]).at(-1)!);
  expect(imports.filter((name) => ofNode.test(name) || ofHosts.test(name))).toEqual([]);
});

test("what is imported is what the manifest asks for", async () => {
  const files = Object.values(exports).flatMap(filesOf);
  const imports = (await Promise.all(files.map(importsOf))).flat();
  const packages = imports.filter((name) => !name.startsWith("node:")).map(packageOf);
  const declared = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
  expect(packages.filter((name) => !declared.has(name))).toEqual([]);
  // The types of the rest are what a session's options are made of.
  expect([...declared].filter((name) => !packages.includes(name))).toEqual(["onnxruntime-common"]);
});

function packageOf(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}
