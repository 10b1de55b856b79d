import { makeBundle } from "../lambda/bundle/make-bundle.ts";
import type { Command } from "./command.ts";
import { storeHelp, withStore, wordsOf } from "./opened.ts";

export const bundle: Command = {
  summary: "writes all that a reading server, as on AWS Lambda, needs",
  help: `likeness-server bundle [--store FILE] FOLDER

A copy of the store and an index of each model, of one moment, to be read where they lie: docs/lambda.md. The folder has to be
empty, or not there. Templates lie in it in the clear, as in the store; what is erased later stays in it.

${storeHelp}`,
  run: async (given, output) => {
    const { texts, positionals } = wordsOf(given, {}, 1);
    const folder = positionals[0]!;
    const onProgress = (done: number, total: number) => output.progress("bundle", done, total);
    const manifest = await withStore(texts["store"], (store) =>
      makeBundle({ store, folder, now: () => new Date(), onProgress }),
    );
    const templates = manifest.indexes.reduce((sum, index) => sum + index.templates, 0);
    output.line(`${templates} templates of ${manifest.indexes.length} models, as of change ${manifest.change}`);
    return 0;
  },
};
