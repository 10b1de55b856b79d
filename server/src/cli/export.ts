import { open } from "node:fs/promises";
import type { Command } from "./command.ts";
import { createNpy, type NpyWriter } from "./npy.ts";
import { storeHelp, withStore, wordsOf } from "./opened.ts";

export const exporting: Command = {
  summary: "writes a collection as a NumPy matrix and who its rows are",
  help: `likeness-server export --tenant NAME --collection NAME --model MODELID [--store FILE] VECTORS.npy SUBJECTS.jsonl

Writes what \`import\` reads: templates of one model, in the clear. Files that are there already are not touched.

${storeHelp}`,
  run: async (given, output) => {
    const text = { type: "string" } as const;
    const { texts, wanted, positionals } = wordsOf(given, { tenant: text, collection: text, model: text }, 2);
    const [tenant, collection, model] = [wanted("tenant"), wanted("collection"), wanted("model")];
    const [vectorsFile, subjectsFile] = positionals as [string, string];
    return withStore(texts["store"], async (store) => {
      const space = store.spaces(tenant, collection).find(({ modelId }) => modelId === model);
      if (!space) throw new Error(`${collection} of ${tenant} has no templates of ${model}`);
      const vectors: NpyWriter = await createNpy(vectorsFile, space.dimension);
      const subjects = await open(subjectsFile, "wx", 0o600);
      let written = 0;
      for await (const { subjects: some, done, total } of store.export(tenant, collection)) {
        const lines: string[] = [];
        for (const { subject, metadata, templates } of some) {
          for (const { modelId, vector } of templates) {
            if (modelId !== model) continue;
            await vectors.add(vector);
            lines.push(`${JSON.stringify({ subject, metadata })}\n`);
            written++;
          }
        }
        await subjects.write(lines.join(""));
        output.progress("export", done, total);
      }
      await vectors.end();
      await subjects.sync();
      await subjects.close();
      output.line(`${written} templates written`);
      return 0;
    });
  },
};
