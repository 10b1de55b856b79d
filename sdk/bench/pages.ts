import path from "node:path";
import { build } from "esbuild";
import type { Contender } from "./contenders.ts";

const names = ["likeness", "human", "face-api"] satisfies Contender["script"][];

/** Minified as a site would serve them, by file name: the pages' scripts, and the worker with its parts. */
export async function buildScripts(): Promise<{ pages: Map<string, Uint8Array>; worker: Map<string, Uint8Array> }> {
  const page = (name: string) => path.join(import.meta.dirname, "page", `${name}.ts`);
  const [pages, worker] = await Promise.all([
    bundle(names.map(page)),
    bundle([path.join(import.meta.dirname, "../src/likeness/worker.ts")]),
  ]);
  return { pages, worker };
}

async function bundle(entryPoints: string[]): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints,
    outdir: "out",
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2024",
    // onnxruntime's own files are served as they are.
    conditions: ["onnxruntime-web-use-extern-wasm"],
    write: false,
    logLevel: "error",
  });
  return new Map(outputFiles.map(({ path: file, contents }) => [path.basename(file), contents]));
}
