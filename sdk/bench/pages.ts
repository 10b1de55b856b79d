import path from "node:path";
import { build } from "esbuild";
import type { Contender } from "./contenders.ts";

const names = ["likeness", "human", "face-api"] satisfies Contender["script"][];

/** The pages' scripts, each one minified file as a site would serve it, by name. */
export async function buildPages(): Promise<Map<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: names.map((name) => path.join(import.meta.dirname, "page", `${name}.ts`)),
    outdir: "out",
    bundle: true,
    minify: true,
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
