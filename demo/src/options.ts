import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface Options {
  /** A folder of pictures to use instead of the group pictures. */
  readonly photos: string | undefined;
  /** Stop after the table. */
  readonly once: boolean;
}

export const usage = "npm start -- [--photos DIR] [--once]";

/** @throws Error that says what is wrong with the arguments */
export async function readOptions(args: string[]): Promise<Options> {
  const { values } = parseArgs({ args, options: { photos: { type: "string" }, once: { type: "boolean" } } });
  return {
    photos: values.photos === undefined ? undefined : await folder(values.photos),
    once: values.once ?? false,
  };
}

async function folder(name: string): Promise<string> {
  if (name === "") throw new Error("--photos needs the name of a folder");
  // npm runs scripts in the package's folder; a relative path is meant from where the person stood.
  const path = resolve(process.env.INIT_CWD ?? process.cwd(), name);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new Error(`there is no folder ${path}`);
  if (!found.isDirectory()) throw new Error(`${path} is not a folder`);
  return path;
}
