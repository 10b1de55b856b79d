import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { inBatch, type ImportRow, type ImportRows } from "./import-rows.ts";
import { openNpy } from "./npy.ts";

/**
 * A NumPy matrix, and JSON, a line for each of its rows.
 *
 * @throws Error that says what is wrong with the matrix
 */
export async function npyRows(vectorsFile: string, subjectsFile: string): Promise<ImportRows> {
  const matrix = await openNpy(vectorsFile);
  const { rows, columns } = matrix;

  async function taken(lines: readonly { readonly line: number; readonly text: string }[]): Promise<ImportRow[]> {
    const vectors = await matrix.read(lines[0]!.line - 1, lines.length);
    return lines.map(({ line, text }, i) => {
      return { line, about: text, vector: vectors.subarray(i * columns, (i + 1) * columns) };
    });
  }

  return {
    rows,
    columns,
    async *read(from) {
      const input = createReadStream(subjectsFile, "utf8");
      const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
      let number = 0;
      let batch: { readonly line: number; readonly text: string }[] = [];
      for await (const text of lines) {
        number++;
        if (number > rows) throw new Error(`${subjectsFile} has more lines than there are vectors, ${rows}`);
        if (number >= from) batch.push({ line: number, text });
        if (batch.length < inBatch) continue;
        yield await taken(batch);
        batch = [];
      }
      if (batch.length > 0) yield await taken(batch);
      if (number < rows) throw new Error(`${subjectsFile} has ${number} lines for ${rows} vectors`);
    },
    close: () => matrix.close(),
  };
}
