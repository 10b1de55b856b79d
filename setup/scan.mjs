import { projectEnvironment } from "./environment.mjs";
import { logged } from "./logged.mjs";

/**
 * Compiles the Node add-on of the exact search. The build itself knows when it has nothing to do.
 *
 * @type {import("./progress.mjs").Step}
 */
export const scanStep = {
  name: "exact search add-on",
  ready: () => false,
  make: () => logged("scan", "node", ["server/scan/build.mjs"], projectEnvironment()),
};
