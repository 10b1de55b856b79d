import { projectEnvironment } from "./environment.mjs";
import { logged } from "./logged.mjs";

/**
 * Compiles the Node add-on for Faiss. The build itself knows when it has nothing to do.
 *
 * @type {import("./progress.mjs").Step}
 */
export const faissStep = {
  name: "Faiss add-on",
  ready: () => false,
  make: () => logged("faiss", "node", ["server/faiss/build.mjs"], projectEnvironment()),
};
