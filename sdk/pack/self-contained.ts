import { basename, join } from "node:path";
import type { UserConfig } from "tsdown";
import { builtWorkers } from "./built-workers.ts";
import { published, source } from "./places.ts";

/** What a page without a bundler loads, by name: source files below `src`, without their extension. */
const files: Readonly<Record<string, string>> = {
  face: "face/browser",
  likeness: "likeness/browser",
  worker: "likeness/worker",
};

/** As they lie in the published folder. */
export const selfContainedFiles = Object.keys(files).map((name) => `assets/${name}.js`);

/**
 * Files that need neither a bundler nor an import map. They share nothing with the library's, and may be served from
 * any folder; each backend of onnxruntime is a chunk that is loaded only where it is used.
 */
export function selfContained(common: UserConfig): UserConfig {
  return {
    ...common,
    entry: Object.fromEntries(Object.entries(files).map(([name, file]) => [name, join(source, `${file}.ts`)])),
    outDir: join(published, "assets"),
    platform: "browser",
    minify: true,
    deps: { alwaysBundle: /./, onlyBundle: false },
    inputOptions: {
      resolve: {
        // onnxruntime's builds that do not carry their loader: where there are several threads each of them loads
        // the file that it lies in, which would be ours.
        conditionNames: ["onnxruntime-web-use-extern-wasm", "browser", "import", "default"],
      },
    },
    plugins: [builtWorkers((file) => `./${basename(file)}`)],
  };
}
