import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const require = createRequire(import.meta.url);

/** hnswlib-node, compiled for this machine where it is not; undefined, and said loudly, where that cannot be done. */
export async function loadHnswlib(): Promise<typeof import("hnswlib-node") | undefined> {
  try {
    const folder = dirname(require.resolve("hnswlib-node/package.json"));
    const addon = join(folder, "build/Release/addon.node");
    if (!existsSync(addon)) compile(folder, addon);
    // It has its exports on `default`.
    const loaded = (await import("hnswlib-node")) as { default?: typeof import("hnswlib-node") };
    return loaded.default ?? (loaded as typeof import("hnswlib-node"));
  } catch (error) {
    console.warn(`SKIPPED: hnswlib-node cannot be had here (${String(error)}), so it is not measured beside`);
    return undefined;
  }
}

function compile(folder: string, addon: string): void {
  mkdirSync(dirname(addon), { recursive: true });
  const headers = [require("node-addon-api").include_dir, require("node-api-headers").include_dir] as string[];
  const includes = headers.flatMap((header) => ["-I", header.replaceAll('"', "")]);
  const flags = ["-std=c++17", "-O3", "-march=native", "-fPIC", "-shared", "-pthread"];
  execFileSync("g++", [...flags, ...includes, "-o", addon, join(folder, "src/addon.cc")], { stdio: "pipe" });
}
