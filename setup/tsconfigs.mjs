import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";

/**
 * Every `tsconfig*.json` one or two directories below the root. They are looked for, not listed, so that
 * none can be forgotten.
 */
export function tsconfigs() {
  // Examples have platforms of their own, which are not installed here; tests hold them to our types.
  const packages = directoriesIn(".").filter((directory) => directory !== "examples");
  const inner = packages.flatMap(directoriesIn);
  return [...packages, ...inner].flatMap(configsIn).sort();
}

function configsIn(directory) {
  const names = readdirSync(join(root, directory)).filter((name) => /^tsconfig.*\.json$/.test(name));
  return names.map((name) => join(directory, name));
}

function directoriesIn(directory) {
  return readdirSync(join(root, directory), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith(".") && entry.name !== "node_modules")
    .map((entry) => join(directory, entry.name));
}
