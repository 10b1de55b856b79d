import { cp, mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Which of onnxruntime's WebAssembly builds each backend loads, with its loader. */
const builds = {
  wasm: ["ort-wasm-simd-threaded"],
  webgpu: ["ort-wasm-simd-threaded.asyncify", "ort-wasm-simd-threaded.jspi"],
} as const;

export type AssetBackend = keyof typeof builds;
export const assetBackends = Object.keys(builds) as readonly AssetBackend[];

/** The package's own folder, when this is run as it is published. */
const root = fileURLToPath(new URL("../", import.meta.url));

/**
 * Lays out the directory that a page is served as `/likeness/`: the facade and its worker for pages without a bundler,
 * onnxruntime's WebAssembly, and the default models beside their cards. Files that are there already are replaced.
 *
 * @param backends without `webgpu` the directory is 44 MB smaller, and pages fall back to WebAssembly
 * @throws Error if onnxruntime-web is missing or of another release than the worker was built with
 */
export async function copyAssets(directory: string, backends: readonly AssetBackend[] = assetBackends): Promise<void> {
  const onnxruntime = await onnxruntimeFolder();
  await mkdir(directory, { recursive: true });
  await cp(join(root, "assets"), directory, { recursive: true });
  await cp(join(root, "models"), directory, { recursive: true });
  for (const build of backends.flatMap((backend) => builds[backend])) {
    for (const extension of ["mjs", "wasm"]) {
      await cp(join(onnxruntime, "dist", `${build}.${extension}`), join(directory, `${build}.${extension}`));
    }
  }
}

/** The package's folder; it does not export its manifest, but the manifest lies there. */
async function onnxruntimeFolder(): Promise<string> {
  const { peerDependencies } = await manifest(root);
  const asked = peerDependencies["onnxruntime-web"]!;
  let folder: string;
  try {
    folder = dirname(dirname(createRequire(import.meta.url).resolve("onnxruntime-web/ort-wasm-simd-threaded.wasm")));
  } catch (cause) {
    throw new Error(`onnxruntime-web is missing: npm install onnxruntime-web@${asked}`, { cause });
  }
  const { version } = await manifest(folder);
  // Its JavaScript, which the worker carries, and its WebAssembly call each other by names that change.
  if (version !== asked) throw new Error(`onnxruntime-web is ${version}, the worker was built with ${asked}`);
  return folder;
}

async function manifest(folder: string): Promise<{ version: string; peerDependencies: Record<string, string> }> {
  return JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
}
