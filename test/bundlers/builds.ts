import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import * as esbuild from "esbuild";
import { build as viteBuild } from "vite";
import webpack from "webpack";

/**
 * By the fixture: builds the project that lies in a folder, with what its bundler does unasked wherever that is
 * enough, and gives the folder to serve.
 */
export const builds = {
  async vite(directory) {
    await viteBuild({ root: directory, logLevel: "warn" });
    return join(directory, "dist");
  },

  async webpack(directory) {
    // What it does unasked, were it started in the project's folder.
    await runWebpack({ context: directory, output: { path: join(directory, "dist") } });
    return directory;
  },

  async esbuild(directory) {
    await esbuild.build({
      absWorkingDir: directory,
      entryPoints: ["main.js"],
      outdir: "dist",
      bundle: true,
      format: "esm",
      splitting: true,
      logLevel: "warning",
    });
    return directory;
  },

  /** As Next does it: one build for Node, whose output answers the first request, one for the page that takes over. */
  async next(directory) {
    const context = directory;
    const path = join(directory, "dist");
    await runWebpack({ context, entry: "./client.js", output: { path, filename: "client.js" } });
    await runWebpack({
      context,
      entry: "./server.js",
      output: { path, filename: "server.cjs" },
      target: "node",
      // In Next: `serverExternalPackages`, which has sharp in it unasked.
      externals: { "onnxruntime-node": "commonjs onnxruntime-node", sharp: "commonjs sharp" },
    });
    const { stdout } = await promisify(execFile)(process.execPath, [join(path, "server.cjs")]);
    await writeFile(join(directory, "index.html"), stdout);
    return directory;
  },

  plain: async (directory) => directory,
} satisfies Record<string, (directory: string) => Promise<string>>;

async function runWebpack(configuration: webpack.Configuration): Promise<void> {
  const compiler = webpack({
    mode: "production",
    // Half of the time goes there, most of it into onnxruntime's files, which are small already.
    optimization: { minimize: false },
    performance: { hints: false },
    ...configuration,
  })!;
  const stats = await promisify(compiler.run.bind(compiler))();
  await promisify(compiler.close.bind(compiler))();
  if (stats?.hasErrors() || stats?.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
}
