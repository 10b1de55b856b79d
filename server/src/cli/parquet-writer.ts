import { closeSync, openSync } from "node:fs";
import { open } from "node:fs/promises";
import { fileWriter, ParquetWriter } from "hyparquet-writer";

/** Rows in one group: what is in memory at once. */
const inGroup = 10_000;

export interface ParquetRow {
  readonly subject: string;
  readonly metadata: object;
  readonly vector: Float32Array;
}

export interface ParquetRowWriter {
  add(row: ParquetRow): void;
  /** Until it is on disk. */
  end(): Promise<void>;
}

/**
 * Writes a new Parquet file with the columns `subject`, `metadata` (JSON) and `vector` (a list of float), as `parquetRows` reads
 * and pandas, Arrow or DuckDB do. One that is there is not touched.
 *
 * @throws what the system says
 */
export function createParquet(path: string): ParquetRowWriter {
  closeSync(openSync(path, "wx", 0o600));
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    codec: "UNCOMPRESSED",
    statistics: false,
    createdBy: "likeness-server",
    schema: [
      { name: "root", num_children: 3 },
      { name: "subject", type: "BYTE_ARRAY", converted_type: "UTF8", repetition_type: "REQUIRED" },
      { name: "metadata", type: "BYTE_ARRAY", converted_type: "JSON", repetition_type: "REQUIRED" },
      // https://github.com/apache/parquet-format/blob/master/LogicalTypes.md#lists
      { name: "vector", converted_type: "LIST", num_children: 1, repetition_type: "REQUIRED" },
      { name: "list", num_children: 1, repetition_type: "REPEATED" },
      { name: "element", type: "FLOAT", repetition_type: "REQUIRED" },
    ],
  });
  let rows: ParquetRow[] = [];

  function write(): void {
    const columnData = [
      { name: "subject", data: rows.map(({ subject }) => subject) },
      { name: "metadata", data: rows.map(({ metadata }) => metadata) },
      { name: "vector", data: rows.map(({ vector }) => Array.from(vector)) },
    ];
    void writer.write({ columnData, rowGroupSize: rows.length });
    rows = [];
  }

  return {
    add: (row) => {
      rows.push(row);
      if (rows.length === inGroup) write();
    },
    end: async () => {
      if (rows.length > 0) write();
      void writer.finish();
      const file = await open(path, "r+");
      await file.sync();
      await file.close();
    },
  };
}
