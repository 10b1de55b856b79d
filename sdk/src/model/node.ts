import { readFile } from "node:fs/promises";
import { sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Problem } from "../core/index.ts";
import { loaderFor } from "./loader.ts";
import { diskStore } from "./store/disk.ts";

export * from "./index.ts";
export * from "./store/disk.ts";

/**
 * In Node: a string that is no URL is a path, from the working directory. What is loaded by path is read where it
 * lies; what comes over the network is kept in {@link diskStore}.
 */
export const { loadModel, loadModels } = loaderFor({
  resolve: toUrl,
  store: () => diskStore(),
  readFile: async (url) => {
    const path = fileURLToPath(url);
    try {
      return new Uint8Array(await readFile(path));
    } catch (cause) {
      throw new Problem("model_unavailable", (cause as Error).message, { cause });
    }
  },
});

function toUrl(address: string): URL {
  // Not every colon is a scheme's: `C:\models`.
  if (/^(?:https?|file|data|blob):/i.test(address)) return new URL(address);
  const url = pathToFileURL(address);
  const isDirectory = address.endsWith("/") || address.endsWith(sep);
  return isDirectory && !url.pathname.endsWith("/") ? new URL(`${url.pathname}/`, url) : url;
}
