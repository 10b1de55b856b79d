import { join } from "node:path";
import { defineConfig, type UserConfig } from "tsdown";
import { published, sdk, source } from "./pack/places.ts";
import { selfContained } from "./pack/self-contained.ts";
import { builtWorkers } from "./pack/built-workers.ts";
import { entries } from "./pack/subpaths.ts";

const common: UserConfig = {
  cwd: sdk,
  root: source,
  format: "esm",
  fixedExtension: false,
  // What the browsers of 2023 read; `using` and the like are written out.
  target: "es2022",
  // The build begins with an empty folder, which both of these fill.
  clean: false,
  dts: false,
  report: false,
  logLevel: "warn",
};

export default defineConfig([
  {
    ...common,
    // A file for each source file: a bundler drops what is not used by the file, and a stack trace can be read.
    unbundle: true,
    entry: Object.fromEntries(entries.map((entry) => [entry, join(source, `${entry}.ts`)])),
    outDir: published,
    platform: "neutral",
    deps: { neverBundle: true },
    plugins: [builtWorkers((file) => file)],
  },
  selfContained(common),
]);
