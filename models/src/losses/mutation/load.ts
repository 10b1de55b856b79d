import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";

/** What runs of a file's code, its types taken off line for line. */
const codes = new Map<string, string>();

export function codeOf(file: URL): string {
  const code = codes.get(file.href) ?? stripTypeScriptTypes(readFileSync(file, "utf8"));
  codes.set(file.href, code);
  return code;
}

/**
 * Imports a module with the code of another file exchanged, wherever below it that file is imported. Nothing is
 * written: what reaches the file becomes an address that holds its own code, and the rest is imported as it lies there.
 */
export async function loadWith(entry: URL, file: URL, code: string): Promise<Record<string, unknown>> {
  return import(/* @vite-ignore */ link(entry, file, code));
}

function link(module: URL, file: URL, code: string): string {
  const own = module.href === file.href ? code : codeOf(module);
  const linked = own.replaceAll(/(?<=\bfrom )"(\.[^"]+)"/g, (_, path: string) =>
    JSON.stringify(link(new URL(path, module), file, code)),
  );
  const reached = own === code || linked.includes('from "data:');
  return reached ? `data:text/javascript;base64,${Buffer.from(linked).toString("base64")}` : module.href;
}
