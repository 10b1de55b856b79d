import { TrainingError } from "../training-error.ts";
import type { FileTree } from "./file-tree.ts";

/**
 * The lines of a text file, each cut at blanks into so many columns; empty lines are passed over.
 *
 * @throws {TrainingError} `data_invalid`, naming file and line, for a missing file or another number of columns
 */
export async function textTable(tree: FileTree, file: string, columns: number): Promise<string[][]> {
  const lines = new TextDecoder().decode(await tree.bytes(file)).split(/\r?\n/);
  const rows: string[][] = [];
  for (const [i, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const row = line.trim().split(/\s+/);
    if (row.length !== columns) {
      throw new TrainingError(
        "data_invalid",
        `${tree.place}/${file}, line ${i + 1}: ${columns} columns were expected, not ${row.length}`,
      );
    }
    rows.push(row);
  }
  if (rows.length === 0) throw new TrainingError("data_invalid", `${tree.place}/${file} is empty`);
  return rows;
}

/**
 * A table of two columns as a map.
 *
 * @throws {TrainingError} as {@link textTable}, and for a key that comes twice
 */
export async function textMap(tree: FileTree, file: string): Promise<Map<string, string>> {
  const rows = await textTable(tree, file, 2);
  const map = new Map(rows as [string, string][]);
  if (map.size !== rows.length) throw new TrainingError("data_invalid", `${tree.place}/${file}: a number comes twice`);
  return map;
}
