import path from "node:path";
import { build } from "esbuild";
import type { Contender } from "./contenders.ts";

const names = ["likeness", "human", "face-api"] satisfies Contender["script"][];

/** Minified as a site would serve them, by file name: the pages' scripts, and the worker with its parts. */
export async function buildScripts(): Promise<{ pages: Map<string, Uint8Array>; worker: Map<string, Uint8Array> }> {
  // Each by itself, so that none is in parts for what it shares with another.
  const [worker, ...pages] = await Promise.all([
    bundle(path.join(import.meta.dirname, "../src/likeness/worker.ts")),
    ...names.map((name) => bundle(path.join(import.meta.dirname, "page", `${name}.ts`))),
  ]);
  return { worker, pages: new Map(pages.flatMap((files) => [...files])) };
}

async function bundle(entryPoint: string): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: [entryPoint],
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
