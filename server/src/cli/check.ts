import type { Command } from "./command.ts";
import { storeHelp, withStore, wordsOf } from "./opened.ts";

export const check: Command = {
  summary: "whether everything in a store is as it was written",
  help: `likeness-server check [--store FILE]

Looks at the file, at every row, and at what they add up to; says what is damaged, a line each.
The exit code is 1 if anything is.

${storeHelp}`,
  run: async (given, output) => {
    const { texts } = wordsOf(given, {}, 0);
    return withStore(texts["store"], async (store) => {
      let found = 0;
      for await (const { part, done, total, findings } of store.check()) {
        output.progress(part, done, total);
        for (const { table, row, what } of findings) {
          output.line(`damaged: ${table}${row === undefined ? "" : ` ${row}`}: ${what}`);
          found++;
        }
      }
      output.line(found === 0 ? "nothing is damaged" : `${found} damaged`);
      return found === 0 ? 0 : 1;
    });
  },
};
