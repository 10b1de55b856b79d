import { open } from "node:fs/promises";
import { Misuse, type Command } from "./command.ts";
import { createNpy } from "./npy.ts";
import { storeHelp, withStore, wordsOf } from "./opened.ts";
import { createParquet } from "./parquet-writer.ts";

export const exporting: Command = {
  summary: "writes a collection as a NumPy matrix and who its rows are, or as Parquet",
  help: `likeness-server export --tenant NAME --collection NAME --model MODELID [--store FILE] VECTORS.npy SUBJECTS.jsonl
likeness-server export --tenant NAME --collection NAME --model MODELID [--store FILE] FILE.parquet

Writes what \`import\` reads: templates of one model, in the clear. Files that are there already are not touched.

${storeHelp}`,
  run: async (given, output) => {
    const text = { type: "string" } as const;
    const { texts, wanted, positionals } = wordsOf(given, { tenant: text, collection: text, model: text }, [1, 2]);
    const [tenant, collection, model] = [wanted("tenant"), wanted("collection"), wanted("model")];
    return withStore(texts["store"], async (store) => {
      const space = store.spaces(tenant, collection).find(({ modelId }) => modelId === model);
      if (!space) throw new Error(`${collection} of ${tenant} has no templates of ${model}`);
      const file = await exportFile(positionals, space.dimension);
      let written = 0;
      for await (const { subjects: some, done, total } of store.export(tenant, collection)) {
        for (const { subject, metadata, templates } of some) {
          for (const { modelId, vector } of templates) {
            if (modelId !== model) continue;
            await file.add({ subject, metadata, vector });
            written++;
          }
        }
        output.progress("export", done, total);
      }
      await file.end();
      output.line(`${written} templates written`);
      return 0;
    });
  },
};

interface ExportFile {
  add(row: {
    readonly subject: string;
    readonly metadata: object;
    readonly vector: Float32Array;
  }): void | Promise<void>;
  end(): Promise<void>;
}

async function exportFile([first, second]: readonly string[], dimension: number): Promise<ExportFile> {
  if (second === undefined) {
    if (!first!.endsWith(".parquet")) throw new Misuse(`${first} is one file: it is to end with .parquet`);
    return createParquet(first!);
  }
  const vectors = await createNpy(first!, dimension);
  const subjects = await open(second, "wx", 0o600);
  return {
    add: async ({ subject, metadata, vector }) => {
      await vectors.add(vector);
      await subjects.write(`${JSON.stringify({ subject, metadata })}\n`);
    },
    end: async () => {
      await vectors.end();
      await subjects.sync();
      await subjects.close();
    },
  };
}
