import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root = resolve(fileURLToPath(new URL("..", import.meta.url)));

/** All that set-up makes and no package manager owns. Deleting it costs only time. */
export const toolchain = join(root, ".toolchain");

/** The npm prefix that holds the project's own Node and npm, where the machine's do not fit. */
export const ownNode = join(toolchain, "node");
