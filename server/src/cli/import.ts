import { readFileSync } from "node:fs";
import type { EmbedderCard } from "@likeness/sdk/core";
import { Misuse, type Command } from "./command.ts";
import { importLines } from "./import-lines.ts";
import type { ImportRows } from "./import-rows.ts";
import { npyRows } from "./npy-rows.ts";
import { storeHelp, withStore, wordsOf } from "./opened.ts";
import { parquetRows } from "./parquet-rows.ts";

export const importing: Command = {
  summary: "enrols the rows of a NumPy matrix, or of a Parquet file",
  help: `likeness-server import --tenant NAME --collection NAME --card FILE [options] VECTORS.npy SUBJECTS.jsonl
likeness-server import --tenant NAME --collection NAME --card FILE [options] FILE.parquet

VECTORS.npy          float32, a row for each template, of any length above 0: rows are scaled to 1
SUBJECTS.jsonl       for each row a line: {"subject": "ada", "metadata": {"hall": "7"}}
FILE.parquet         columns subject (text) and vector (a list of floats, or the bytes of float32); metadata (JSON), or a
                     column for each field of it
  --card FILE          the card of the model that they are of
  --from LINE          begin there: what an import that was cut off has said to go on from
${storeHelp}

A line that is not right is refused by itself, and said: line, code and reason. The exit code is 1 if any was.`,
  run: async (given, output) => {
    const text = { type: "string" } as const;
    const words = wordsOf(given, { tenant: text, collection: text, card: text, from: text }, [1, 2]);
    const { texts, wanted, positionals } = words;
    const [tenant, collection] = [wanted("tenant"), wanted("collection")];
    const { modelId, dimension } = JSON.parse(readFileSync(wanted("card"), "utf8")) as EmbedderCard;
    const from = Number(texts["from"] ?? 1);
    if (!Number.isInteger(from) || from < 1) throw new Misuse("--from is the number of a line, from 1");
    const rows = await rowsOf(positionals);
    try {
      if (rows.rows > 0 && rows.columns !== dimension) {
        throw new Error(`${positionals[0]} has ${rows.columns} values a row; ${modelId} has ${dimension}`);
      }
      let [done, enrolled, refused] = [from - 1, 0, 0];
      try {
        await withStore(
          texts["store"],
          async (store) => {
            for await (const batch of importLines({ store, tenant, collection, modelId, rows, from })) {
              done += batch.done;
              enrolled += batch.enrolled;
              refused += batch.refused.length;
              for (const { line, problem } of batch.refused)
                output.note(`line ${line}: ${problem.code}: ${problem.message}`);
              output.progress("import", done, rows.rows);
            }
          },
          { mayBeNew: true },
        );
      } catch (error) {
        output.note(`${enrolled} are enrolled and stay so; go on with --from ${done + 1}`);
        throw error;
      }
      output.line(`${enrolled} enrolled, ${refused} refused`);
      return refused === 0 ? 0 : 1;
    } finally {
      await rows.close();
    }
  },
};

function rowsOf([first, second]: readonly string[]): Promise<ImportRows> {
  if (second !== undefined) return npyRows(first!, second);
  if (!first!.endsWith(".parquet"))
    throw new Misuse(`${first} is one file: a FILE.parquet, or a .npy and a .jsonl are wanted`);
  return parquetRows(first!);
}
