import { isLibrarySettled } from "../server/faiss/library.mjs";
import { projectEnvironment } from "./environment.mjs";
import { logged } from "./logged.mjs";

/**
 * Makes a Faiss for AVX2, a minute's work; without one the system's own is used, which is slower. What makes it knows when
 * there is nothing to do.
 *
 * @type {import("./progress.mjs").Step}
 */
export const faissLibraryStep = {
  name: "Faiss for this processor",
  ready: isLibrarySettled,
  make: () => logged("faiss-library", "node", ["server/faiss/library.mjs"], projectEnvironment()),
};

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
