import { readFile } from "node:fs/promises";
import path from "node:path";
import { build, type Plugin } from "esbuild";

const edge = path.resolve(import.meta.dirname, "../..");

export interface BundleOptions {
  /** A module from `edge/`. */
  readonly entry: string;
  /** Changes modules on their way in, by path from `edge/`: how a worker is broken, to see a check fail. */
  readonly change?: ((file: string, source: string) => string) | undefined;
}

/** A worker as one ES module, as wrangler would bundle it. */
export async function bundle({ entry, change }: BundleOptions): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(edge, entry)],
    bundle: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*", "node:*"],
    write: false,
    logLevel: "error",
    plugins: change ? [changing(change)] : [],
  });
  return outputFiles[0]!.text;
}

function changing(change: NonNullable<BundleOptions["change"]>): Plugin {
  return {
    name: "changing",
    setup: ({ onLoad }) => {
      onLoad({ filter: /\/(edge|sdk)\/src\/.*\.ts$/ }, async ({ path: file }) => {
        const source = await readFile(file, "utf8");
        return { contents: change(path.relative(edge, file), source), loader: "ts" };
      });
    },
  };
}
