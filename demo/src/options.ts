import { resolve } from "node:path";
import { parseArgs } from "node:util";

export interface Options {
  /** A folder of pictures to use instead of the group pictures. */
  readonly photos: string | undefined;
  /** Stop after the table. */
  readonly once: boolean;
}

export const usage = "npm start -- [--photos DIR] [--once]";

/** @throws Error that says how to call it */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({ args, options: { photos: { type: "string" }, once: { type: "boolean" } } });
  // npm runs scripts in the package's folder; a relative path is meant from where the person stood.
  const from = process.env.INIT_CWD ?? process.cwd();
  return { photos: values.photos === undefined ? undefined : resolve(from, values.photos), once: values.once ?? false };
}
