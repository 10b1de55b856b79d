import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ModelCard } from "../core/index.ts";

/** What `likeness assets` wrote into a directory; `assets.json` holds it. */
export interface AssetIndex {
  readonly format: "likeness-assets/1";
  /** Versions of the packages that the files are of. */
  readonly versions: Readonly<Record<string, string>>;
  readonly models: readonly AssetModel[];
  /** By path, in order; `assets.json` itself is not among them. */
  readonly files: readonly AssetFile[];
}

export interface AssetModel extends Pick<ModelCard, "task" | "modelId"> {
  readonly card: string;
  readonly weights: string;
}

export interface AssetFile {
  /** From the directory, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export async function assetFile(directory: string, path: string): Promise<AssetFile> {
  const bytes = await readFile(join(directory, path));
  return { path, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** The paths that an earlier run wrote; none if there was none, or if what is there is not ours to remove. */
export async function earlierPaths(directory: string): Promise<string[]> {
  try {
    const index = JSON.parse(await readFile(join(directory, "assets.json"), "utf8")) as AssetIndex;
    if (index.format !== "likeness-assets/1") return [];
    return index.files.map(({ path }) => path).filter((path) => !path.split("/").includes(".."));
  } catch {
    return [];
  }
}
