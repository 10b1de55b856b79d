import type { Command } from "./command.ts";
import { storeHelp, withStore, wordsOf } from "./opened.ts";

export const compact: Command = {
  summary: "makes a store's file as small as it can be",
  help: `likeness-server compact [--store FILE]

Takes as much room again while it works. What was erased is overwritten long before: this gives back the room.

${storeHelp}`,
  run: async (given, output) => {
    const { texts } = wordsOf(given, {}, 0);
    await withStore(texts["store"], (store) => store.compact());
    output.line("compacted");
    return 0;
  },
};
