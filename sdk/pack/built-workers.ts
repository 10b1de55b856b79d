import type { Plugin } from "rolldown";

/** As bundlers look for it, word by word, to build a worker. */
const worker = /new URL\("(\.[^"]+)\.ts", import\.meta\.url\)/g;

/**
 * A source file names its worker's source; what is built of it must name what was built of that.
 *
 * @param place from the source's relative path, without its extension, to that of the built file
 */
export function builtWorkers(place: (file: string) => string): Plugin {
  return {
    name: "built-workers",
    transform: {
      filter: { code: "import.meta.url" },
      handler: (code) => code.replace(worker, (_, file: string) => `new URL("${place(file)}.js", import.meta.url)`),
    },
  };
}
