import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import { Problem } from "../core/index.ts";
import { loadModel } from "../model/node.ts";
import { assetFile, earlierPaths, type AssetIndex, type AssetModel } from "./asset-index.ts";
import { Misuse, type Command } from "./command.ts";
import { onnxruntimeWeb, packageFolder, versionIn } from "./installed.ts";

/** `likeness assets` */
export const assets: Command = {
  help: `likeness assets DIR [options]

Copies what a browser page loads while it runs into one directory, to be served as it is
(createLikeness looks for it at /likeness/):

  DIR/*.js          the worker, and what a page without a bundler imports
  DIR/wasm/         onnxruntime-web's own files, of the version that is installed
  DIR/models/       model cards and their weights, each with its digest checked
  DIR/assets.json   versions, models, and the SHA-256 of every file

What an earlier run wrote there and is no longer needed is removed.

  --models DIR   cards, with their weights beside them; the package's own by default
  --weights DIR  the weights, if they lie elsewhere
  --package DIR  another copy of this package to take code and models from
  --asyncify     also the files for WebGPU in browsers without JSPI (26 MB)`,

  run: async (given, output) => {
    const { positionals, values } = parseArgs({
      args: [...given],
      allowPositionals: true,
      options: {
        models: { type: "string" },
        weights: { type: "string" },
        package: { type: "string", default: packageFolder },
        asyncify: { type: "boolean" },
      },
    });
    const [target] = positionals;
    if (target === undefined || positionals.length > 1) throw new Misuse("one directory is needed");
    const before = await earlierPaths(target);
    const runtime = await onnxruntimeWeb(process.cwd());
    const models = await copyModels(values.models ?? join(values.package, "models"), values.weights, target);
    const paths = [
      ...(await copyCode(values.package, target)),
      ...(await copyRuntime(runtime.directory, target, values.asyncify === true)),
      ...models.flatMap(({ card, weights }) => [card, weights]),
    ].toSorted();
    for (const path of before) if (!paths.includes(path)) await rm(join(target, path), { force: true });
    const index: AssetIndex = {
      format: "likeness-assets/1",
      versions: { "@likeness/sdk": await versionIn(values.package), "onnxruntime-web": runtime.version },
      models,
      files: await Promise.all(paths.map((path) => assetFile(target, path))),
    };
    await writeFile(join(target, "assets.json"), `${JSON.stringify(index, null, 2)}\n`);
    for (const { path, bytes } of index.files) output.line(`${String(bytes).padStart(10)}  ${path}`);
    for (const { task, modelId } of models) output.line(`${task}: ${modelId}`);
    return 0;
  },
};

/** Ours that needs no bundler: the worker, with the chunks that it imports. */
async function copyCode(folder: string, target: string): Promise<string[]> {
  const from = join(folder, "assets");
  const names = await filesBelow(from);
  if (names.length === 0) throw new Problem("worker_unavailable", `${from} is not there: the package is incomplete, or not built yet`);
  return copyAll(from, names, target, "");
}

/** Of onnxruntime-web a page needs one pair of files: without WebGPU, with it by JSPI, with it by asyncify. */
async function copyRuntime(from: string, target: string, asyncify: boolean): Promise<string[]> {
  const kinds = ["", ".jspi", ...(asyncify ? [".asyncify"] : [])];
  const names = kinds.flatMap((kind) => ["mjs", "wasm"].map((end) => `ort-wasm-simd-threaded${kind}.${end}`));
  return copyAll(from, names, target, "wasm/");
}

async function copyModels(from: string, weights: string | undefined, target: string): Promise<AssetModel[]> {
  const cards = (await filesBelow(from)).filter((name) => name.endsWith(".json") && !name.includes("/"));
  if (cards.length === 0) throw new Problem("model_unavailable", `${from} has no model cards: name a directory by --models`);
  const models: AssetModel[] = [];
  for (const name of cards) {
    // Read strictly and with its digest compared: what a page would refuse is not copied.
    const { card } = await loadModel(resolve(from, name), weights === undefined ? {} : { directory: resolve(weights) });
    await copyAll(from, [name], target, "models/");
    await copyAll(weights ?? from, [card.weights.file], target, "models/");
    const { task, modelId } = card;
    models.push({ task, modelId, card: `models/${name}`, weights: `models/${card.weights.file}` });
  }
  return models;
}

async function copyAll(from: string, names: readonly string[], target: string, below: string): Promise<string[]> {
  const paths = names.map((name) => `${below}${name}`);
  for (const [n, name] of names.entries()) {
    await mkdir(dirname(join(target, paths[n]!)), { recursive: true });
    await cp(join(from, name), join(target, paths[n]!));
  }
  return paths;
}

/** With `/`; none if the folder is not there. */
async function filesBelow(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return files.map((file) => file.slice(join(folder, "/").length).split(sep).join("/")).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
