import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { Problem } from "../core/index.ts";

/** The folder of the published package that this file is part of; built from the sources if it is one of them. */
export const packageFolder = import.meta.filename.endsWith(".ts")
  ? join(import.meta.dirname, "../../dist")
  : join(import.meta.dirname, "..");

/** Where a package is installed, for the project in the working directory or else for us. */
export interface Installed {
  readonly directory: string;
  readonly version: string;
}

/**
 * onnxruntime-web as the page's own project has it: its files must be those of the version that the page's code is.
 *
 * @throws Problem `model_unavailable`
 */
export async function onnxruntimeWeb(workingDirectory: string): Promise<Installed> {
  const places = [pathToFileURL(join(workingDirectory, "package.json")), import.meta.url];
  for (const place of places) {
    const entry = resolved(place);
    if (entry !== undefined) {
      const directory = dirname(entry);
      return { directory, version: await versionIn(join(directory, "..")) };
    }
  }
  throw new Problem("model_unavailable", "onnxruntime-web is not installed: npm install onnxruntime-web");
}

export async function versionIn(folder: string): Promise<string> {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return "unknown";
  return (JSON.parse(await readFile(file, "utf8")) as { version?: string }).version ?? "unknown";
}

function resolved(place: string | URL): string | undefined {
  try {
    return createRequire(place).resolve("onnxruntime-web/wasm");
  } catch {
    return undefined;
  }
}
